"""The operator "$or" of SNS's filter policies.

"$or" is an operator when it has an array of at least two objects, none of which has a reserved
keyword as a name; else it is the name of an attribute, like any other.
Source, read 2026-11-26: https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html.
"""

from typing import Any

Policy = dict[str, Any]
_OR = "$or"
_PLAIN_NAME = "or"
_RESERVED = {
    "anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix",
    "wildcard",
}  # fmt: skip


def conjunctions(policy: Policy) -> list[list[Policy]]:
    """Lists of policies without the operator: a message matches if all of one list match."""
    plain: Policy = {}
    found = [[plain]]
    for name, rules in policy.items():
        if name == _OR and _is_operator(rules):
            inner = [parts for rule in rules for parts in conjunctions(rule)]
        elif isinstance(rules, dict) and _has_operator(rules):
            inner = [[{name: part} for part in parts] for parts in conjunctions(rules)]
        else:
            plain[name] = rules
            continue
        found = [parts + more for parts in found for more in inner]
    return found


def with_plain_names(policy: Any) -> Any:
    """The policy with another name for each "$or" that is no operator: moto would fail on it."""
    if not isinstance(policy, dict):
        return policy
    return {
        _PLAIN_NAME if name == _OR and not _is_operator(rules) else name: with_plain_names(rules)
        for name, rules in policy.items()
    }


def _has_operator(policy: Policy) -> bool:
    return any(
        (name == _OR and _is_operator(rules)) or (isinstance(rules, dict) and _has_operator(rules))
        for name, rules in policy.items()
    )


def _is_operator(rules: Any) -> bool:
    return (
        isinstance(rules, list)
        and len(rules) > 1
        and all(isinstance(rule, dict) and not _RESERVED & rule.keys() for rule in rules)
    )
