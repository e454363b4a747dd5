"""The alarms in moto's store, as their evaluation needs them."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudwatch.evaluation import AlarmRule, MissingData
from localcloud.cloudwatch.queries import MetricStatistic, Query, dimensions_of
from localcloud.cloudwatch.store import metric

_MINUTE_S = 60
_DYNAMODB = "AWS/DynamoDB"
_ONLY = "m"


@dataclass(frozen=True)
class Comparison:
    """A comparison operator, and its words in the reason of a state."""

    breaches: Callable[[float, float], bool]
    words: str


COMPARISONS: Mapping[str, Comparison] = {
    "GreaterThanOrEqualToThreshold": Comparison(operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": Comparison(operator.gt, "greater than"),
    "LessThanOrEqualToThreshold": Comparison(operator.le, "less than or equal to"),
    "LessThanThreshold": Comparison(operator.lt, "less than"),
}


@dataclass(frozen=True)
class AlarmDefinition:
    """What an alarm watches: the series `watched` of `queries`, in periods of `step` minutes."""

    queries: Mapping[str, Query]
    watched: str
    step: int
    rule: AlarmRule
    comparison: Comparison
    threshold: float

    def breaches(self, value: float | None) -> bool | None:
        """Whether a point breaches; None if it is missing."""
        return None if value is None else self.comparison.breaches(value, self.threshold)


def definition(alarm: Any) -> AlarmDefinition:
    """The definition of one of moto's alarms.

    Raises:
        KeyError: its comparison is of a kind that is not emulated (anomaly detection).
    """
    queries, watched = _queries(alarm)
    periods = int(alarm.evaluation_periods)
    return AlarmDefinition(
        queries=queries,
        watched=watched,
        step=max(1, period_seconds(alarm) // _MINUTE_S),
        rule=AlarmRule(
            periods, int(alarm.datapoints_to_alarm or periods), _missing_data(alarm, queries)
        ),
        comparison=COMPARISONS[alarm.comparison_operator],
        threshold=float(alarm.threshold),
    )


def period_seconds(alarm: Any) -> int:
    """The period of an alarm, or that of the metrics of its expression."""
    stats = [each.metric_stat.period for each in alarm.metric_data_queries if each.metric_stat]
    return int(alarm.period or max(map(int, stats), default=_MINUTE_S))


def returns_data(query: Any) -> bool:
    """Whether the alarm watches this query of its own; unset means yes."""
    return query.return_data is None or str(query.return_data).lower() == "true"


def _queries(alarm: Any) -> tuple[dict[str, Query], str]:
    if not alarm.metric_data_queries:
        of = metric(alarm.namespace, alarm.metric_name, dimensions_of(alarm.dimensions))
        statistic = alarm.statistic or alarm.extended_statistic
        return {_ONLY: MetricStatistic(of, statistic, alarm.unit or None)}, _ONLY
    queries = {each.id: _query(each) for each in alarm.metric_data_queries}
    [watched] = [each.id for each in alarm.metric_data_queries if returns_data(each)]
    return queries, watched


def _query(query: Any) -> Query:
    if query.metric_stat is None:
        return str(query.expression)
    named = query.metric_stat.metric
    of = metric(named.namespace, named.metric_name, dimensions_of(named.dimensions))
    return MetricStatistic(of, query.metric_stat.stat, query.metric_stat.unit or None)


def _missing_data(alarm: Any, queries: Mapping[str, Query]) -> MissingData:
    """How missing data is treated; alarms on AWS/DynamoDB ignore it unless they say otherwise.

    Two pages of AWS disagree about that: docs/claims.md#throttle-alarms-clear
    """
    chosen = MissingData(alarm.treat_missing_data or MissingData.MISSING)
    stats = [query for query in queries.values() if isinstance(query, MetricStatistic)]
    of_tables = any(each.metric.namespace == _DYNAMODB for each in stats)
    return MissingData.IGNORE if chosen is MissingData.MISSING and of_tables else chosen
