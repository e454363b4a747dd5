"""As much of IAM's evaluation as our policies use.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

Statement = Mapping[str, Any]


def allows(
    statements: Iterable[Statement], action: str, resource: str, context: Mapping[str, str]
) -> bool:
    """Whether a request is allowed: by an Allow, and by no Deny."""
    effects = {each["Effect"] for each in statements if _matches(each, action, resource, context)}
    return effects == {"Allow"}


def _matches(statement: Statement, action: str, resource: str, context: Mapping[str, str]) -> bool:
    return (
        _like(action, statement["Action"])
        and _like(resource, statement["Resource"])
        and all(
            _holds(operator, key, _texts(wanted), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _holds(operator: str, key: str, wanted: list[str], context: Mapping[str, str]) -> bool:
    found = context.get(key)
    match operator:
        case "Null":
            return (found is None) == (wanted == ["true"])
        case "StringNotEquals":
            return found not in wanted
        case "StringNotLike":
            return found is None or not _like(found, wanted)
        case "StringEquals" | "Bool":
            return found in wanted
        case "StringLike" | "ArnLike":
            return found is not None and _like(found, wanted)
    raise AssertionError(f"nobody evaluates {operator}")


def _like(found: str, patterns: str | list[str]) -> bool:
    return any(fnmatchcase(found, pattern) for pattern in _texts(patterns))


def _texts(raw: str | list[str]) -> list[str]:
    return [raw] if isinstance(raw, str) else raw
