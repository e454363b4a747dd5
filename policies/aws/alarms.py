"""The conditions of the alarms of a stack, in the forms that this repository uses.

An alarm fires when one metric exceeds its threshold, or a percentage of another metric.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from policies import Absent, Known, Resource, Stack, Step, as_bool, as_number
from policies.engine.decision import COMPLIANT, Decision, Violation

ALARM = "aws_cloudwatch_metric_alarm"
# The percentage of a metric in another one, where there is any of the other.
SHARE = re.compile(r"IF\((?P<whole>[a-z]\w*) > 0, 100 \* (?P<part>[a-z]\w*) / (?P=whole), 0\)")
ID = re.compile(r"[a-z]\w*")
QUERIES = 3
# The namespace of the functions' own metrics and of metric filters.
OWN_NAMESPACE = "MarketPipelines"
# The policies on alarms. Several of them may report the same faulty alarm or resource.
ALARM_POLICIES = (
    "api_gateway_stage_alarms_on_errors_and_traffic",
    "cloudwatch_alarm_alarms_within_five_minutes",
    "cloudwatch_alarm_can_fire",
    "cloudwatch_alarm_uses_existing_metrics",
    "cloudwatch_dashboard_shows_every_alarm",
    "dynamodb_table_alarms_on_throttles",
    "lambda_function_alarms_before_event_loss",
    "lambda_function_alarms_on_failures",
    "lambda_function_alarms_on_logged_errors",
    "lambda_queue_consumer_alarms_on_failed_messages",
    "sqs_queue_alarms_on_backlog",
)
Dimensions = frozenset[tuple[str, str]]
FOREVER = float("inf")


@dataclass(frozen=True)
class AlarmMetric:
    """A metric of CloudWatch; `statistic` makes one number of a period."""

    namespace: str
    name: str
    dimensions: Dimensions
    statistic: str

    def __str__(self) -> str:
        of = ", ".join(value for _, value in sorted(self.dimensions))
        return f"{self.namespace} {self.name}{f' of {of}' if of else ''} ({self.statistic})"


@dataclass(frozen=True)
class AlarmCondition:
    """An alarm fires when `metric`, or its percentage in `of`, exceeds `threshold`."""

    metric: AlarmMetric
    threshold: float
    of: AlarmMetric | None = None


@dataclass(frozen=True)
class RequiredAlarm:
    """A required alarm; its threshold lies between `least` and `most`."""

    metric: AlarmMetric
    least: float = 0
    most: float = 0
    of: str = ""

    def met_by(self, condition: AlarmCondition) -> bool:
        """Whether the alarm is the one."""
        whole = condition.of.name if condition.of else ""
        return condition.metric == self.metric and (
            whole == self.of and self.least <= condition.threshold <= self.most
        )

    def __str__(self) -> str:
        unit = f" % of {self.of}" if self.of else ""
        if self.least == self.most:
            return f"an alarm above {self.least:.0f}{unit}"
        most = f" to {self.most:.0f}" if self.most < FOREVER else " or more"
        return f"an alarm above a threshold of {self.least:.0f}{most}{unit}"


def other_alarm_policies(policy: str) -> tuple[str, ...]:
    """The other policies on alarms, which may report the same fault."""
    return tuple(other for other in ALARM_POLICIES if other != policy)


def condition_of(alarm: Resource, stack: Stack) -> AlarmCondition | None:
    """The condition of the alarm; None if it has no form that can be evaluated."""
    threshold = stack.value(alarm, "threshold")
    number = as_number(threshold.value) if isinstance(threshold, Known) else None
    if number is None:
        return None
    raw = alarm.values.get("metric_query")
    if raw:
        return _share(alarm, len(raw) if isinstance(raw, list) else 1, number, stack)
    metric = metric_at(alarm, (), "statistic", stack)
    return AlarmCondition(metric, number) if metric else None


def expect_alarms(required: Iterable[RequiredAlarm], stack: Stack) -> Decision:
    """Compliant if every required alarm is met by an alarm of the stack."""
    for alarm in required:
        place = (alarm.metric.namespace, alarm.metric.name, alarm.metric.dimensions)
        if not any(alarm.met_by(condition) for condition in _conditions(stack).get(place, ())):
            return Violation(f"no alarm on {alarm.metric}", str(alarm))
    return COMPLIANT


def expect_either(first: RequiredAlarm, second: RequiredAlarm, stack: Stack) -> Decision:
    """Compliant if one of both alarms exists; otherwise the decision on the first."""
    found = expect_alarms([first], stack)
    return COMPLIANT if expect_alarms([second], stack) == COMPLIANT else found


def metric_at(
    alarm: Resource, path: tuple[Step, ...], statistic: str, stack: Stack
) -> AlarmMetric | None:
    """The metric that is described at `path`; None if any of it is not known."""
    names = ("namespace", "metric_name", statistic)
    values = [stack.value(alarm, *path, name) for name in names]
    dimensions = stack.value(alarm, *path, "dimensions")
    known = [value.value for value in values if isinstance(value, Known)]
    held: Any = dimensions.value if isinstance(dimensions, Known) else {}
    if len(known) < len(names) or not isinstance(dimensions, Known | Absent):
        return None
    if not isinstance(held, dict):
        return None
    pairs = frozenset((str(name), str(value)) for name, value in held.items())
    return AlarmMetric(str(known[0]), str(known[1]), pairs, str(known[2]))


def _share(alarm: Resource, blocks: int, threshold: float, stack: Stack) -> AlarmCondition | None:
    """An alarm of three queries: two metrics, and the percentage that is looked at."""
    queries = [_query(alarm, place, stack) for place in range(blocks)]
    metrics = {id_: one for id_, one in queries if isinstance(one, AlarmMetric)}
    shares = [one for id_, one in queries if isinstance(one, re.Match) and ID.fullmatch(id_)]
    if len(shares) != 1 or len(metrics) != QUERIES - 1 or blocks != QUERIES:
        return None
    part, whole = metrics.get(shares[0]["part"]), metrics.get(shares[0]["whole"])
    if not part or not whole or part.name == whole.name:
        return None
    return (
        AlarmCondition(part, threshold, whole) if replace(whole, name=part.name) == part else None
    )


def _query(
    alarm: Resource, place: int, stack: Stack
) -> tuple[str, AlarmMetric | re.Match[str] | None]:
    """A query's id, and its metric or the percentage that it computes."""
    id_, expression, returned = (
        stack.value(alarm, "metric_query", place, name)
        for name in ("id", "expression", "return_data")
    )
    name = str(id_.value) if isinstance(id_, Known) else ""
    looked_at = as_bool(returned.value) if isinstance(returned, Known) else None
    if isinstance(expression, Known) and looked_at:
        return name, SHARE.fullmatch(str(expression.value))
    if isinstance(expression, Absent) and (looked_at is False or isinstance(returned, Absent)):
        return name, metric_at(alarm, ("metric_query", place, "metric"), "stat", stack)
    return name, None


@lru_cache(maxsize=8)
def _conditions(stack: Stack) -> Mapping[tuple[str, str, Dimensions], Sequence[AlarmCondition]]:
    found: dict[tuple[str, str, Dimensions], list[AlarmCondition]] = {}
    for alarm in stack.of_type(ALARM):
        condition = condition_of(alarm, stack)
        if condition:
            metric = condition.metric
            place = (metric.namespace, metric.name, metric.dimensions)
            found.setdefault(place, []).append(condition)
    return found
