"""What the alarms of a stack ring for, in the forms that this repository uses.

An alarm rings when one metric exceeds its threshold, or a percentage of another metric.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from policies.engine.outcome import COMPLIANT, Violation
from policies.engine.resource import Resource
from policies.engine.rules import Decision
from policies.engine.stack import Stack, Step
from policies.engine.terraform import as_bool, as_number
from policies.engine.values import Absent, Known

ALARM = "aws_cloudwatch_metric_alarm"
# The percentage of a metric in another one, where there is any of the other.
SHARE = re.compile(r"IF\((?P<whole>[a-z]\w*) > 0, 100 \* (?P<part>[a-z]\w*) / (?P=whole), 0\)")
ID = re.compile(r"[a-z]\w*")
QUERIES = 3
# The namespace of what the functions and their log lines count.
OWN = "MarketPipelines"
# The policies that speak of alarms. What is wrong with an alarm, or with what it watches, several
# of them may notice.
COMPANY = (
    "api_gateway_stage_alarms_on_what_it_turns_away",
    "cloudwatch_alarm_rings_within_five_minutes",
    "cloudwatch_alarm_watches_what_exists",
    "cloudwatch_dashboard_shows_every_alarm",
    "dynamodb_table_alarms_on_throttles",
    "lambda_function_alarms_before_it_loses_events",
    "lambda_function_alarms_on_error_lines",
    "lambda_function_alarms_when_it_fails",
    "lambda_queue_reader_alarms_on_failed_messages",
    "sqs_queue_alarms_on_what_waits",
)
Dimensions = frozenset[tuple[str, str]]
FOREVER = float("inf")


@dataclass(frozen=True)
class Metric:
    """A metric of CloudWatch; `statistic` makes one number of a period."""

    namespace: str
    name: str
    dimensions: Dimensions
    statistic: str

    def __str__(self) -> str:
        of = ", ".join(value for _, value in sorted(self.dimensions))
        return f"{self.namespace} {self.name}{f' of {of}' if of else ''} ({self.statistic})"


@dataclass(frozen=True)
class Ring:
    """An alarm rings when `metric`, or its percentage in `of`, exceeds `threshold`."""

    metric: Metric
    threshold: float
    of: Metric | None = None


@dataclass(frozen=True)
class Need:
    """An alarm that must be there; the threshold lies between `least` and `most`."""

    metric: Metric
    least: float = 0
    most: float = 0
    of: str = ""

    def met_by(self, ring: Ring) -> bool:
        """Whether the alarm is the one."""
        whole = ring.of.name if ring.of else ""
        return ring.metric == self.metric and (
            whole == self.of and self.least <= ring.threshold <= self.most
        )

    def __str__(self) -> str:
        unit = f" % of {self.of}" if self.of else ""
        if self.least == self.most:
            return f"one that rings above {self.least:.0f}{unit}"
        most = f" to {self.most:.0f}" if self.most < FOREVER else " up"
        return f"one that rings above a number from {self.least:.0f}{most}{unit}"


def company_of(policy: str) -> tuple[str, ...]:
    """The other policies that may find fault with what this one finds fault with."""
    return tuple(other for other in COMPANY if other != policy)


def ring_of(alarm: Resource, stack: Stack) -> Ring | None:
    """What the alarm rings for; None if it is in no form that can be judged."""
    threshold = stack.value(alarm, "threshold")
    number = as_number(threshold.value) if isinstance(threshold, Known) else None
    if number is None:
        return None
    raw = alarm.values.get("metric_query")
    if raw:
        return _share(alarm, len(raw) if isinstance(raw, list) else 1, number, stack)
    metric = metric_at(alarm, (), "statistic", stack)
    return Ring(metric, number) if metric else None


def alarmed(needs: Iterable[Need], stack: Stack) -> Decision:
    """Compliant if every need is met by an alarm of the stack."""
    for need in needs:
        place = (need.metric.namespace, need.metric.name, need.metric.dimensions)
        if not any(need.met_by(ring) for ring in _rings(stack).get(place, ())):
            return Violation(f"no such alarm on {need.metric}", str(need))
    return COMPLIANT


def either(first: Need, second: Need, stack: Stack) -> Decision:
    """Compliant if one of both needs is met; else what is said of the first."""
    found = alarmed([first], stack)
    return COMPLIANT if alarmed([second], stack) == COMPLIANT else found


def metric_at(
    alarm: Resource, path: tuple[Step, ...], statistic: str, stack: Stack
) -> Metric | None:
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
    return Metric(str(known[0]), str(known[1]), pairs, str(known[2]))


def _share(alarm: Resource, blocks: int, threshold: float, stack: Stack) -> Ring | None:
    """An alarm of three queries: two metrics, and the percentage that is looked at."""
    queries = [_query(alarm, place, stack) for place in range(blocks)]
    metrics = {id_: one for id_, one in queries if isinstance(one, Metric)}
    shares = [one for id_, one in queries if isinstance(one, re.Match) and ID.fullmatch(id_)]
    if len(shares) != 1 or len(metrics) != QUERIES - 1 or blocks != QUERIES:
        return None
    part, whole = metrics.get(shares[0]["part"]), metrics.get(shares[0]["whole"])
    if not part or not whole or part.name == whole.name:
        return None
    return Ring(part, threshold, whole) if replace(whole, name=part.name) == part else None


def _query(alarm: Resource, place: int, stack: Stack) -> tuple[str, Metric | re.Match[str] | None]:
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
def _rings(stack: Stack) -> Mapping[tuple[str, str, Dimensions], Sequence[Ring]]:
    found: dict[tuple[str, str, Dimensions], list[Ring]] = {}
    for alarm in stack.of_type(ALARM):
        ring = ring_of(alarm, stack)
        if ring:
            metric = ring.metric
            place = (metric.namespace, metric.name, metric.dimensions)
            found.setdefault(place, []).append(ring)
    return found
