"""What AWS's service authorization reference says against a statement of a policy."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.authorization.patterns import glob, is_among
from localcloud.authorization.reference import Action, actions, condition_keys
from tests.second_opinions.documents import Document, words
from tests.second_opinions.resource_types import types_of

# In the requests for every action, or in those that a service makes:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_KEYS = frozenset(
    {
        "aws:calledvia",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principaltag/",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:userid",
        "aws:viaawsservice",
    }
)
# Operators that hold where the key is absent.
_HOLDS_WITHOUT = re.compile(r"Not|IfExists$|^ForAllValues:|^Null$")

Statement = Mapping[str, Any]


def faults(document: Document) -> Iterator[str]:
    """Actions that do not exist, and grants that no request can ever match."""
    for number, statement in enumerate(document.statements):
        name = statement.get("Sid", number)
        for fault in _faults(statement):
            yield f"{document.place}: {name}: {fault}"


def _faults(statement: Statement) -> Iterator[str]:
    wanted, found = words(statement["Action"]), []
    for pattern in wanted:
        expanded = _expanded(pattern)
        if not expanded:
            yield f"{pattern} is no action"
        found += expanded
    yield from _unknown_keys(statement, found)
    if statement["Effect"] == "Allow":
        yield from _in_vain(statement, found)


def _expanded(pattern: str) -> list[Action]:
    lower = pattern.lower()
    return [action for name, action in actions().items() if glob(lower, name)]


def _unknown_keys(statement: Statement, found: list[Action]) -> Iterator[str]:
    """Of a Deny as well: a key that no action of the statement carries is a slip of the pen."""
    for key in _keys(statement, needed=False):
        if not any(is_among(key, condition_keys(each.name) | GLOBAL_KEYS) for each in found):
            yield f"{key} is no condition key of {', '.join(words(statement['Action']))}"


def _in_vain(statement: Statement, found: list[Action]) -> Iterator[str]:
    """Actions and resources of an Allow of which no pair can be matched."""
    resources = words(statement.get("Resource", "*"))
    keys = _keys(statement, needed=True)
    pairs = [
        (action, resource)
        for action in found
        for resource in resources
        if _fits(action, resource) and _carries(action, resource, keys)
    ]
    for action in found:
        if not any(action is one for one, _ in pairs):
            yield f"{action.name} is never matched: {_why(action, resources, keys)}"
    for resource in resources:
        if found and not any(resource == one for _, one in pairs):
            yield f"{resource} is never matched by {', '.join(words(statement['Action']))}"


def _fits(action: Action, resource: str) -> bool:
    """Whether the action supports a type of resource that the pattern stands for."""
    if resource == "*":
        return True
    service = action.name.partition(":")[0]
    return not types_of(service, resource).isdisjoint(action.types)


def _carries(action: Action, resource: str, needed: list[str]) -> bool:
    types = types_of(action.name.partition(":")[0], resource) & action.types.keys()
    carried = action.keys.union(GLOBAL_KEYS, *(action.types[each].keys for each in types))
    return all(is_among(key, carried) for key in needed)


def _why(action: Action, resources: list[str], needed: list[str]) -> str:
    if not any(_fits(action, each) for each in resources):
        return f"it supports {', '.join(action.types) or 'only *'}"
    carried = condition_keys(action.name) | GLOBAL_KEYS
    absent = [key for key in needed if not is_among(key, carried)]
    return f"it carries no {', '.join(absent) or 'such keys on these resources'}"


def _keys(statement: Statement, *, needed: bool) -> list[str]:
    """The condition keys; with `needed` only those without which the condition fails."""
    return [
        key
        for operator, keys in statement.get("Condition", {}).items()
        for key in keys
        if not (needed and _HOLDS_WITHOUT.search(operator))
    ]
