"""IAM policy documents, in which one text and a list of it mean the same, and order nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from typing import Any

MEMBERS = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPALS = ("Principal", "NotPrincipal")


def is_policy(value: Any) -> bool:
    """Whether the value is a policy document: it has statements with an effect."""
    if not isinstance(value, dict) or "Statement" not in value:
        return False
    return all(isinstance(one, dict) and "Effect" in one for one in _listed(value["Statement"]))


def normalised(document: Any) -> Any:
    """The policy with a list wherever there may be one; anything else as it is."""
    if not is_policy(document):
        return document
    return {**document, "Statement": [_statement(one) for one in _listed(document["Statement"])]}


def sorted_members(document: Any) -> Any:
    """The normalised policy with its lists in order: equal for policies that mean the same."""
    if not is_policy(document):
        return document
    statements = [_ordered(one) for one in normalised(document)["Statement"]]
    return {**document, "Statement": sorted(statements, key=repr)}


def is_set(names: tuple[str, ...]) -> bool:
    """Whether a list at these keys of a policy document has no order."""
    first, *below = names
    return first == "Statement" and (not below or below[0] in (*MEMBERS, *PRINCIPALS, "Condition"))


def _statement(statement: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: _listed(one) if key in MEMBERS else one for key, one in statement.items()
    }
    for key in PRINCIPALS:
        if isinstance(found.get(key), dict):
            found[key] = {kind: _listed(one) for kind, one in found[key].items()}
    condition = found.get("Condition")
    if isinstance(condition, dict):
        found["Condition"] = {operator: _values(one) for operator, one in condition.items()}
    return found


def _values(tested: Any) -> Any:
    """The keys of a condition, each with its list of values."""
    if not isinstance(tested, dict):
        return tested
    return {key: _listed(one) for key, one in tested.items()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return sorted(map(_ordered, value), key=repr) if isinstance(value, list) else value
