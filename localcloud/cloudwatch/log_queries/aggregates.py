"""The functions of `stats`, and what it groups by."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.cloudwatch.log_queries.rows import LogRow, milliseconds, moment, number
from localcloud.cloudwatch.log_queries.tokens import MalformedQuery, TokenReader

_UNITS_MS = {
    "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
}  # fmt: skip
_OVER_NUMBERS: dict[str, Callable[[Sequence[float]], float]] = {
    "avg": lambda values: sum(values) / len(values),
    "max": max,
    "min": min,
    "sum": sum,
}
_OVER_VALUES: dict[str, Callable[[Sequence[Any]], Any]] = {
    "count": len,
    "count_distinct": lambda values: len(set(map(str, values))),
    "earliest": lambda values: values[-1] if values else None,
    "latest": lambda values: values[0] if values else None,
}


@dataclass(frozen=True)
class StatsColumn:
    """A column of the result: its name, and its value for the rows of a group, newest first."""

    name: str
    value: Callable[[Sequence[LogRow]], Any]


def aggregate(reader: TokenReader) -> StatsColumn:
    """Read an aggregation such as `count(*) as lines`.

    Raises:
        MalformedQuery, NotImplementedError: see `log_queries.check`.
    """
    function = reader.take("name").text
    reader.expect("(")
    arguments = _arguments(reader)
    value = _function(function.lower(), arguments)
    written = f"{function}({', '.join(arguments)})"
    return StatsColumn(reader.take("name").text if reader.accepts("as") else written, value)


def group_key(reader: TokenReader) -> StatsColumn:
    """Read what the rows are grouped by: a field, or bin(5m).

    Raises:
        MalformedQuery, NotImplementedError: see `log_queries.check`.
    """
    name = reader.take("name").text
    if not reader.accepts("("):
        return StatsColumn(name, lambda rows: rows[0].value(name))
    if name.lower() != "bin":
        raise NotImplementedError(f"the function {name} of CloudWatch Logs Insights")
    span = reader.take("span").text
    reader.expect(")")
    unit = span.lstrip("0123456789")
    step = int(span.removesuffix(unit)) * _UNITS_MS[unit]
    if not step:
        raise MalformedQuery(f"unexpected symbol found {span}")
    return StatsColumn(f"bin({span})", lambda rows: _bin(rows[0].value("@timestamp"), step))


def _bin(shown_moment: str, step: int) -> str:
    return moment(milliseconds(shown_moment) // step * step)


def _arguments(reader: TokenReader) -> list[str]:
    if reader.accepts("*"):
        reader.expect(")")
        return ["*"]
    arguments = [reader.take("name").text]
    while reader.accepts(","):
        arguments.append(reader.take("number").text)
    reader.expect(")")
    return arguments


def _function(name: str, arguments: list[str]) -> Callable[[Sequence[LogRow]], Any]:
    match name, arguments:
        case "count", ["*"]:
            return len
        case "pct", [field, percent]:
            return lambda rows: _percentile(_numbers(rows, field), float(percent))
        case known, [field] if known in _OVER_VALUES:
            return lambda rows: _OVER_VALUES[known](_values(rows, field))
        case known, [field] if known in _OVER_NUMBERS and field != "*":
            combine = _OVER_NUMBERS[known]
            return lambda rows: combine(found) if (found := _numbers(rows, field)) else None
    raise NotImplementedError(f"{name}({', '.join(arguments)}) of CloudWatch Logs Insights")


def _values(rows: Sequence[LogRow], field: str) -> list[Any]:
    return [value for row in rows if (value := row.value(field)) is not None]


def _numbers(rows: Sequence[LogRow], field: str) -> list[float]:
    return [value for row in rows if (value := number(row.value(field))) is not None]


def _percentile(values: list[float], percent: float) -> float | None:
    """The smallest value that so many percent of the values do not exceed."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(len(values) * min(percent, 100.0) / 100), 1) - 1]
