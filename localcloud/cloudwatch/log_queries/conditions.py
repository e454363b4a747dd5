"""The conditions of `filter`."""

import operator
import re
from collections.abc import Callable
from typing import Any

from localcloud.cloudwatch.log_queries.rows import LogRow, number, shown
from localcloud.cloudwatch.log_queries.tokens import MalformedQuery, TokenReader

Condition = Callable[[LogRow], bool]
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def condition(reader: TokenReader) -> Condition:
    """Read a condition, with and, or, not and parentheses.

    Raises:
        MalformedQuery, NotImplementedError: see `log_queries.check`.
    """
    found = _all_of(reader)
    while reader.accepts("or"):
        found = _either(found, _all_of(reader))
    return found


def _all_of(reader: TokenReader) -> Condition:
    found = _single(reader)
    while reader.accepts("and"):
        found = _both(found, _single(reader))
    return found


def _single(reader: TokenReader) -> Condition:
    if reader.accepts("not"):
        return _negated(_single(reader))
    if reader.accepts("("):
        found = condition(reader)
        reader.expect(")")
        return found
    name = reader.take("name").text
    if reader.accepts("("):
        return _function(name, reader)
    return _compared(name, reader)


def _function(name: str, reader: TokenReader) -> Condition:
    if name.lower() != "ispresent":
        raise NotImplementedError(f"the function {name} of CloudWatch Logs Insights")
    field = reader.take("name").text
    reader.expect(")")
    return lambda row: row.value(field) is not None


def _compared(name: str, reader: TokenReader) -> Condition:
    if reader.accepts("not"):
        return _negated(_compared(name, reader))
    if reader.accepts("in"):
        return _in(name, reader)
    if reader.accepts("like", "=~"):
        return _like(name, reader)
    sign = reader.take("sign").text
    if sign not in _COMPARISONS:
        raise MalformedQuery(f"unexpected symbol found {sign}")
    expected = reader.take("text", "number").text
    compare = _COMPARISONS[sign]
    return lambda row: _holds(compare, row.value(name), expected)


def _in(name: str, reader: TokenReader) -> Condition:
    reader.expect("[")
    values = [reader.take("text", "number").text]
    while reader.accepts(","):
        values.append(reader.take("text", "number").text)
    reader.expect("]")
    return lambda row: any(_holds(operator.eq, row.value(name), value) for value in values)


def _like(name: str, reader: TokenReader) -> Condition:
    token = reader.take("text", "regex")
    try:
        pattern = re.compile(token.text if token.kind == "regex" else re.escape(token.text))
    except re.error as error:
        raise MalformedQuery(f"invalid regular expression {token.written}") from error
    return lambda row: pattern.search(shown(row.value(name)) or "") is not None


def _holds(compare: Callable[[Any, Any], bool], value: Any, expected: str) -> bool:
    """Compare two numbers, or two texts; anything else, and what is absent, is only unequal."""
    left, right = number(value), number(expected)
    if value is None or (left is None) is not (right is None):
        return compare is operator.ne
    if left is not None and right is not None:
        return compare(left, right)
    return compare(shown(value), expected)


def _either(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) or right(row)


def _both(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) and right(row)


def _negated(inner: Condition) -> Condition:
    return lambda row: not inner(row)
