"""What every policy must look like, whatever it belongs to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, read 2026-11-27.
NotPrincipal only denies:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.authorization import conditions

_VERSIONS = ("2008-10-17", "2012-10-17")
_EFFECTS = ("Allow", "Deny")
_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ELEMENTS = frozenset({"Sid", "Effect", "Condition", *_LISTS, *_PRINCIPALS})
_PRINCIPAL_TYPES = frozenset({"AWS", "CanonicalUser", "Federated", "Service"})
_AWS_PRINCIPAL = re.compile(r"\*|\d{12}|arn:.+|A[A-Z0-9]{15,}")


class MalformedPolicy(ValueError):
    """A policy breaks the grammar in an `element`, or lacks it (`is_missing`); "" is the whole."""

    def __init__(self, element: str = "", *, is_missing: bool = False) -> None:
        super().__init__(element)
        self.element = element
        self.is_missing = is_missing


def check(document: str, *required: str) -> None:
    """Check a policy whose statements need Effect, Action and the `required` elements.

    A required element may be there as its negation, such as NotPrincipal for Principal.

    Raises:
        MalformedPolicy: naming the first element that is wrong.
    """
    for statement in _statements(document):
        _require(statement, "Effect", "Action", *required)
        if statement["Effect"] not in _EFFECTS:
            raise MalformedPolicy("Effect")
        if "NotPrincipal" in statement and statement["Effect"] != "Deny":
            raise MalformedPolicy("NotPrincipal")
        for name in _LISTS:
            if name in statement and not _are_texts(statement[name]):
                raise MalformedPolicy(name)
        for name in _PRINCIPALS:
            if name in statement and not _is_principal(statement[name]):
                raise MalformedPolicy(name)
        try:
            conditions.check(statement.get("Condition", {}))
        except ValueError as error:
            raise MalformedPolicy("Condition") from error


def _statements(document: str) -> Iterator[Mapping[str, Any]]:
    try:
        policy = json.loads(document)
    except ValueError as error:
        raise MalformedPolicy from error
    if not isinstance(policy, dict):
        raise MalformedPolicy
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise MalformedPolicy("Version")
    _require(policy, "Statement")
    found = policy["Statement"]
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(
        isinstance(each, dict) and each.keys() <= _ELEMENTS for each in listed
    ):
        raise MalformedPolicy("Statement")
    yield from listed


def _require(found: Mapping[str, Any], *names: str) -> None:
    for name in names:
        given = [each for each in (name, f"Not{name}") if each in found]
        if not given:
            raise MalformedPolicy(name, is_missing=True)
        if len(given) > 1:
            raise MalformedPolicy(name)


def _are_texts(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return bool(listed) and all(isinstance(each, str) and each for each in listed)


def _is_principal(value: Any) -> bool:
    if not isinstance(value, dict):
        return bool(value == "*")
    named = value.get("AWS", "*")
    return (
        bool(value)
        and value.keys() <= _PRINCIPAL_TYPES
        and all(map(_are_texts, value.values()))
        and all(map(_AWS_PRINCIPAL.fullmatch, [named] if isinstance(named, str) else named))
    )
