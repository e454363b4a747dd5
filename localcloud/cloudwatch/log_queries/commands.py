"""The commands of a query: fields, display, filter, stats, sort and limit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from localcloud.cloudwatch.log_queries.aggregates import StatsColumn, aggregate, group_key
from localcloud.cloudwatch.log_queries.conditions import condition
from localcloud.cloudwatch.log_queries.rows import LogRow, number, shown
from localcloud.cloudwatch.log_queries.tokens import MalformedQuery, TokenReader, tokenize

Command = Callable[[list[LogRow]], list[LogRow]]
_MOST = 10_000
_NOT_EMULATED = (
    "anomaly", "dedup", "diff", "filterindex", "lookup", "parse", "pattern", "source", "unmask",
    "unnest",
)  # fmt: skip


@dataclass
class QueryPlan:
    """The commands in their order, the fields that the results show, and how many there are."""

    commands: list[Command] = field(default_factory=list)
    fields: tuple[str, ...] = ("@timestamp", "@message", "@ptr")
    limit: int = _MOST


def parse(query: str) -> QueryPlan:
    """The plan of a query.

    Raises:
        MalformedQuery, NotImplementedError: see `log_queries.check`.
    """
    reader, plan = tokenize(query), QueryPlan()
    _command(reader, plan)
    while reader.accepts("|"):
        _command(reader, plan)
    reader.take("end")
    return plan


def _command(reader: TokenReader, plan: QueryPlan) -> None:
    name = reader.take("name").text.lower()
    if name in _NOT_EMULATED:
        raise NotImplementedError(f"the command {name} of CloudWatch Logs Insights")
    if name not in _COMMANDS:
        raise MalformedQuery(f"unexpected symbol found {name}")
    _COMMANDS[name](reader, plan)


def _fields(reader: TokenReader, plan: QueryPlan) -> None:
    names = [_field(reader)]
    while reader.accepts(","):
        names.append(_field(reader))
    plan.fields = (*dict.fromkeys(names), "@ptr")


def _field(reader: TokenReader) -> str:
    name = reader.take("name").text
    if reader.peek().written in ("(", "+", "-", "*", "%", "^") or reader.peek().text == "as":
        raise NotImplementedError("calculated fields of CloudWatch Logs Insights")
    return name


def _filter(reader: TokenReader, plan: QueryPlan) -> None:
    holds = condition(reader)
    plan.commands.append(lambda rows: [row for row in rows if holds(row)])


def _stats(reader: TokenReader, plan: QueryPlan) -> None:
    columns, keys = [aggregate(reader)], list[StatsColumn]()
    while reader.accepts(","):
        columns.append(aggregate(reader))
    if reader.accepts("by"):
        keys.append(group_key(reader))
        while reader.accepts(","):
            keys.append(group_key(reader))
    plan.fields = tuple(column.name for column in (*keys, *columns))
    plan.commands.append(lambda rows: _grouped(rows, keys, columns))


def _grouped(
    rows: list[LogRow], keys: list[StatsColumn], columns: list[StatsColumn]
) -> list[LogRow]:
    groups: dict[tuple[Any, ...], list[LogRow]] = {} if keys else {(): rows}
    for row in rows if keys else ():
        groups.setdefault(tuple(shown(key.value([row])) for key in keys), []).append(row)
    return [
        LogRow({
            **{key.name: value for key, value in zip(keys, group, strict=True)},
            **{column.name: column.value(members) for column in columns},
        })
        for group, members in groups.items()
    ]  # fmt: skip


def _sort(reader: TokenReader, plan: QueryPlan) -> None:
    orders = [_order(reader)]
    while reader.accepts(","):
        orders.append(_order(reader))

    def sort(rows: list[LogRow]) -> list[LogRow]:
        for name, descends in reversed(orders):
            rows = sorted(rows, key=lambda row: _rank(row.value(name)), reverse=descends)
        return rows

    plan.commands.append(sort)


def _order(reader: TokenReader) -> tuple[str, bool]:
    """A field, and whether its values descend."""
    name = reader.take("name").text
    return name, reader.accepts("desc") or (reader.accepts("asc") and False)


def _rank(value: Any) -> tuple[bool, float, str]:
    """The place in ascending order: what is no number comes first."""
    found = number(value)
    return found is not None, found or 0.0, shown(value) or ""


def _limit(reader: TokenReader, plan: QueryPlan) -> None:
    plan.limit = min(int(float(reader.take("number").text)), _MOST)


_COMMANDS: dict[str, Callable[[TokenReader, QueryPlan], None]] = {
    "display": _fields,
    "fields": _fields,
    "filter": _filter,
    "limit": _limit,
    "sort": _sort,
    "stats": _stats,
}
