"""Reads series from the store: the statistics of metrics, and expressions over them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudwatch import metric_math
from localcloud.cloudwatch.metric_math import InvalidExpression, Series
from localcloud.cloudwatch.store import NO_UNIT, MetricId, MetricStore, metric

_ID = re.compile(r"[a-z]\w*")


@dataclass(frozen=True)
class MinuteRange:
    """The minutes from `first` to before `end`, in periods of `step` minutes."""

    first: int
    end: int
    step: int

    @property
    def times(self) -> range:
        """The first minute of each period."""
        return range(self.first, self.end, self.step)


@dataclass(frozen=True)
class MetricStatistic:
    """A statistic of a metric; without a unit, of its samples in all units."""

    metric: MetricId
    statistic: str
    unit: str | None = None


Query = MetricStatistic | str
"""A statistic of a metric, or an expression over other queries."""


def read(store: MetricStore, wanted: MetricStatistic, span: MinuteRange) -> Series:
    """The values by the minute; a period without a sample has none.

    Raises:
        UnknownStatistic: it is not emulated.
    """
    samples = store.spans(wanted.metric, span.first, span.end, span.step, wanted.unit)
    values = {time: samples[time].statistic(wanted.statistic) for time in sorted(samples)}
    return {time: value for time, value in values.items() if value is not None}


def read_all(
    store: MetricStore,
    queries: Mapping[str, Query],
    span: MinuteRange,
    spans: Mapping[str, MinuteRange] | None = None,
) -> dict[str, Series]:
    """The series of every query by its id, over its range in `spans` or else over `span`.

    An expression without its own range has that of the first query that it names:
    docs/claims.md#expression-steps

    Raises:
        UnknownStatistic, InvalidExpression: a query cannot be read.
        NotImplementedError: one uses what is not emulated.
    """
    known = dict(spans or {})
    found: dict[str, Series] = {
        id_: read(store, query, known.get(id_, span))
        for id_, query in queries.items()
        if isinstance(query, MetricStatistic)
    }
    metrics = tuple(found)
    open_ = {id_: query for id_, query in queries.items() if isinstance(query, str)}
    while open_:
        id_ = _readable(open_, found)
        expression = open_.pop(id_)
        named = (known[name] for name in _ID.findall(expression) if name in known)
        times = known.setdefault(id_, next(named, span)).times
        try:
            found[id_] = metric_math.evaluate(expression, found, times, metrics)
        except InvalidExpression as error:
            raise InvalidExpression(f"Error in expression '{id_}': {error}") from error
    return found


def check(queries: Mapping[str, Query]) -> None:
    """Read queries whose metrics have one sample each.

    Raises:
        UnknownStatistic, InvalidExpression, NotImplementedError: see `read_all`.
    """
    probe = MetricStore()
    for query in queries.values():
        if isinstance(query, MetricStatistic):
            probe.put_samples(query.metric, query.unit or NO_UNIT, 0.0, lambda one: one.add(1.0))
    read_all(probe, queries, MinuteRange(0, 1, 1))


def _readable(open_: Mapping[str, str], found: Mapping[str, Series]) -> str:
    """The id of an expression that waits for no other one."""
    for id_, expression in open_.items():
        if not set(_ID.findall(expression)) & (open_.keys() - found.keys()):
            return id_
    raise InvalidExpression(f"Error in expression '{next(iter(open_))}': it refers to itself")


def dimensions_of(listed: Iterable[Any]) -> dict[str, str]:
    """Dimensions of moto, or of a request, as a mapping."""
    pairs = (each if isinstance(each, Mapping) else vars(each) for each in listed)
    return {
        pair.get("Name", pair.get("name", "")): pair.get("Value", pair.get("value", ""))
        for pair in pairs
    }


def query_of(query: Mapping[str, Any]) -> Query:
    """What a MetricDataQuery of a request reads."""
    return statistic_of(query["MetricStat"]) if "MetricStat" in query else str(query["Expression"])


def statistic_of(stat: Mapping[str, Any]) -> MetricStatistic:
    """The statistic that a MetricStat of a request names."""
    named = stat["Metric"]
    of = metric(named["Namespace"], named["MetricName"], dimensions_of(named.get("Dimensions", ())))
    return MetricStatistic(of, stat["Stat"], stat.get("Unit"))
