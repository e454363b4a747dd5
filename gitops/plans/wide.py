"""Whether a value lets in anybody, anything, any address, or another account."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gitops.plans import policy_documents
from gitops.plans.danger_table import snake_case, table, wide

EVERYTHING = ("*", "*:*")
# An account by its number, or the owner of what an ARN names.
ACCOUNT = re.compile(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::.*)?")


# A value, and the keys on the way to it.
Leaf = tuple[Any, Sequence[str]]
Test = Callable[[Any, str], bool]


def is_wide_text(text: str) -> bool:
    """Whether a text means anybody, anything or any address, whatever holds it."""
    is_listed = text.endswith(":*") or text in table()["wide"]["values"]
    return is_listed or bool(wide("policies").fullmatch(text))


def is_wide(value: Any, names: tuple[str, ...], account: str = "") -> bool:
    """Whether anybody, anything, any address or an account but this is let in.

    `names` are the keys on the way. Without an `account` every one counts.
    """
    return _any(value, names, account, (is_wide_statement, _is_wide_leaf))


def lets_other_account_in(value: Any, names: tuple[str, ...], account: str = "") -> bool:
    """Whether it is an account but this, named where a policy or an attribute lets somebody in."""
    return _any(value, names, account, (_allows_other_account, _is_other_leaf))


def is_wide_statement(statement: Mapping[str, Any], account: str = "") -> bool:
    """Whether it allows anybody, another account, or its owner everything of a service.

    A member that may be a list is one.
    """
    one = statement
    if one.get("Effect") != "Allow":
        return False
    if "NotPrincipal" in one or _allows_other_account(one, account):
        return True
    if "Principal" in one:
        principal = one["Principal"]
        named = principal.values() if isinstance(principal, dict) else ()
        return principal == "*" or any("*" in one for one in named)
    actions = one.get("Action", ())
    whole = any(str(action).endswith(":*") for action in actions)
    everywhere = "*" in one.get("Resource", ("*",))
    return (
        "NotAction" in one
        or any(every in actions for every in EVERYTHING)
        or (whole and everywhere)
    )


def _any(value: Any, names: tuple[str, ...], account: str, tests: tuple[Test, Test]) -> bool:
    """Whether any statement or leaf in a value passes its test, JSON in texts included."""
    held = policy_documents.document(value) if isinstance(value, str) else value
    if isinstance(held, dict):
        if "Effect" in held:
            return tests[0](policy_documents.statement(held), account)
        return any(_any(one, (*names, key), account, tests) for key, one in held.items())
    if isinstance(held, list):
        return any(_any(one, names, account, tests) for one in held)
    return tests[1]((value, [snake_case(name) for name in names]), account)


def _allows_other_account(statement: Mapping[str, Any], account: str) -> bool:
    parts = (statement.get("Principal"), statement.get("Condition"))
    return statement.get("Effect") == "Allow" and any(
        _is_other_account(text, account) for part in parts for text in _texts(part)
    )


def _is_other_account(value: Any, account: str) -> bool:
    found = ACCOUNT.fullmatch(value) if isinstance(value, str) else None
    return found is not None and found[1] != account


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _is_other_leaf(leaf: Leaf, account: str) -> bool:
    value, names = leaf
    return any(map(wide("accounts").fullmatch, names)) and _is_other_account(value, account)


def _is_wide_leaf(leaf: Leaf, account: str) -> bool:
    value, names = leaf
    if value is True:
        return any(map(wide("true").fullmatch, names))
    if not isinstance(value, str):
        return False
    meant = value in table()["wide"]["values"] and any(map(wide("attributes").fullmatch, names))
    every_action = "action" in names and (value == "*" or value.endswith(":*"))
    return (
        meant
        or every_action
        or _is_other_leaf(leaf, account)
        or bool(wide("policies").fullmatch(value))
    )
