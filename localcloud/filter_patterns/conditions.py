"""The rules in the leaf lists of an event pattern."""

import operator
from collections.abc import Callable
from typing import Any

Condition = Callable[[Any], bool]
Parser = Callable[[Any], Condition | None]

ABSENT: Any = object()
"""The value of a field that the document does not have."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMERIC_LIMIT = 5e9
"""Numeric rules accept values between -5e9 and 5e9 only (EventBridge user guide, comparison)."""


def parse_condition(rule: Any) -> Condition | None:
    """The predicate of one leaf rule over a leaf value or ABSENT; None if malformed.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html.
    """
    if isinstance(rule, list):
        return None
    if not isinstance(rule, dict):
        return lambda value: _equal(rule, value)
    if len(rule) != 1:
        return None
    name, argument = next(iter(rule.items()))
    parser = _PARSERS.get(name)
    return parser(argument) if parser else None


def _equal(expected: Any, value: Any) -> bool:
    # True == 1 in Python, and 300 and 300.0 are different values to EventBridge.
    return type(expected) is type(value) and bool(expected == value)


def _exists(argument: Any) -> Condition | None:
    if not isinstance(argument, bool):
        return None
    return lambda value: (value is not ABSENT) is argument


def _prefix(argument: Any) -> Condition | None:
    if not isinstance(argument, str):
        return None
    return lambda value: isinstance(value, str) and value.startswith(argument)


def _suffix(argument: Any) -> Condition | None:
    if not isinstance(argument, str):
        return None
    return lambda value: isinstance(value, str) and value.endswith(argument)


def _equals_ignore_case(argument: Any) -> Condition | None:
    if not isinstance(argument, str):
        return None
    wanted = argument.casefold()
    return lambda value: isinstance(value, str) and value.casefold() == wanted


def _anything_but(argument: Any) -> Condition | None:
    excluded = _excluded(argument)
    if excluded is None:
        return None
    # A missing field is never "anything but".
    return lambda value: value is not ABSENT and not excluded(value)


def _excluded(argument: Any) -> Condition | None:
    if isinstance(argument, dict):
        allowed = argument.keys() <= {"prefix", "suffix", "equals-ignore-case"}
        return parse_condition(argument) if allowed else None
    values = argument if isinstance(argument, list) else [argument]
    if not values or not all(_is_plain(value) for value in values):
        return None
    return lambda value: any(_equal(each, value) for each in values)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _numeric(argument: Any) -> Condition | None:
    if not isinstance(argument, list) or len(argument) not in (2, 4):
        return None
    pairs = list(zip(argument[::2], argument[1::2], strict=True))
    if not all(_is_comparison(symbol, bound) for symbol, bound in pairs):
        return None
    return lambda value: (
        _is_number(value) and all(_COMPARISONS[symbol](value, bound) for symbol, bound in pairs)
    )


def _is_comparison(symbol: Any, bound: Any) -> bool:
    known = isinstance(symbol, str) and symbol in _COMPARISONS
    return known and _is_number(bound) and abs(bound) <= _NUMERIC_LIMIT


def _is_number(value: Any) -> bool:
    # A DynamoDB number arrives as text and is therefore never numeric (with-ddb-filtering).
    return isinstance(value, int | float) and not isinstance(value, bool)


_PARSERS: dict[str, Parser] = {
    "exists": _exists,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "anything-but": _anything_but,
    "numeric": _numeric,
}
