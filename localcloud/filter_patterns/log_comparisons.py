"""The conditions of a JSON log filter pattern: one selector and one test each."""

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.log_terms import regex_search
from localcloud.filter_patterns.log_tokens import PatternToken

Predicate = Callable[[Any], bool]


class FieldText(str):
    """A field of a space-delimited line: compared as a number if the pattern has a number."""

    __slots__ = ()


_STEP = re.compile(r"""\.?\[\s*(?:(\d+|\*)|'([^']*)'|"([^"]*)")\s*\]|\.([\w@*-]+)""")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def property_test(selector: str, name: str) -> Predicate:
    """The test IS NULL, IS TRUE, IS FALSE or NOT EXISTS of a selector."""
    steps = _steps(selector)
    if name == "NOT EXISTS":
        return lambda document: not list(_select(document, steps))
    wanted = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False}[name]
    return lambda document: any(value is wanted for value in _select(document, steps))


def comparison(selector: str, symbol: str, value: PatternToken) -> Predicate:
    """The test "selector symbol value"; a line without the field never passes it.

    Strings are compared case-sensitively, with * as wildcard; a bare number is compared as a
    number.

    Raises:
        InvalidPattern: the pattern orders text by < or >, which AWS allows for numbers only.
    """
    test = _value_test(symbol, value)
    steps = _steps(selector)
    return lambda document: any(test(found) for found in _select(document, steps))


def _value_test(symbol: str, value: PatternToken) -> Predicate:
    if value.kind == "word" and _NUMBER.fullmatch(value.text):
        return _number_test(symbol, float(value.text))
    if symbol == "=" and value.kind != "regex" and value.text == "*":
        # Any value, a number as well: the metric filters of AWS's CDK take numbers this way
        # (aws-logs, FilterPattern.exists, read 2026-11-26).
        return lambda found: found is not None
    if symbol not in ("=", "!="):
        raise InvalidPattern(f"Invalid filter pattern: {symbol} needs a number, not {value.text}")
    return _text_test(symbol, _text_matcher(value))


def _number_test(symbol: str, bound: float) -> Predicate:
    compare = _ORDER[symbol]

    def test(found: Any) -> bool:
        number = _number(found)
        return number is not None and compare(number, bound)

    return test


def _number(found: Any) -> float | None:
    if isinstance(found, FieldText):
        return float(found) if _NUMBER.fullmatch(found) else None
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return found if is_number else None


def _text_test(symbol: str, matches: Callable[[str], bool]) -> Predicate:
    wanted = symbol == "="
    return lambda found: isinstance(found, str) and matches(found) is wanted


def _text_matcher(value: PatternToken) -> Callable[[str], bool]:
    if value.kind == "regex":
        return regex_search(value.text)
    glob = ".*".join(re.escape(part) for part in value.text.split("*"))
    compiled = re.compile(glob, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


def _steps(selector: str) -> list[str]:
    return [
        index or single or double or name
        for index, single, double, name in _STEP.findall(selector.removeprefix("$"))
    ]


def _select(document: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield document
        return
    for child in _children(document, steps[0]):
        yield from _select(child, steps[1:])


def _children(document: Any, step: str) -> list[Any]:
    if isinstance(document, list):
        if step == "*":
            return document
        return document[int(step) : int(step) + 1] if step.isdecimal() else []
    if isinstance(document, dict):
        if step == "*":
            return list(document.values())
        return [document[step]] if step in document else []
    return []
