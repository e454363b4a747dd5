"""Promise: the operations topic gets a message when an alarm starts and when it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)
from constructs import Construct

from stacks.environment import Environment

# An alarm that watches single minutes ends when five of them were good: one long period would stay
# bad for up to three of its own lengths (docs/claims.md#alarm-evaluation-range).
MINUTES, MINUTE_SECONDS = 5, 60
RUNBOOK = "docs/operations.md"


@dataclass(frozen=True)
class Metric:
    """A CloudWatch metric, and the statistic that turns a period of it into one number."""

    namespace: str
    name: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = "Sum"


@dataclass(frozen=True)
class Alarm:
    """An alarm on `metric` above `threshold` in `minutes` of the last five minutes.

    `measured` names the metric in words. With `of`, the threshold is a percentage of that other
    metric. A percentage, and what `adds_up`, is measured over all five minutes at once. The runbook
    has a heading `entry`, else one with the alarm's name.
    """

    name: str
    measured: str
    metric: Metric
    threshold: float = 0
    unit: str = ""
    of: Metric | None = None
    entry: str = ""
    minutes: int = 1
    adds_up: bool = False

    @property
    def description(self) -> str:
        """What is measured, the threshold, and where the runbook says what to do."""
        limit = f"{self.threshold:,.0f} {'%' if self.of else self.unit}".rstrip()
        # A count adds up in five minutes, a rate lasts for them.
        over = "for" if self.of else "in" if self.minutes == 1 else f"in {self.minutes} of"
        return (
            f"{self.measured} above {limit} {over} {MINUTES} minutes."
            f" {RUNBOOK}#{self.entry or self.name}"
        )

    @property
    def is_of_five_minutes(self) -> bool:
        """Whether one period has five minutes; else each minute is a period."""
        return self.adds_up or self.of is not None


class Alarms(Construct):
    """All alarms of a stack; each notifies one topic when it starts and when it ends."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        topic: str,
        alarms: Sequence[Alarm],
    ) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._topic = topic
        self.arns = [self._build_alarm(alarm).arn for alarm in alarms]

    def _build_alarm(self, alarm: Alarm) -> CloudwatchMetricAlarm:
        return CloudwatchMetricAlarm(
            self,
            alarm.name,
            alarm_name=self._environment.name(alarm.name),
            tags={"Name": self._environment.name(alarm.name)},
            alarm_description=alarm.description,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            # Lambda and SQS publish no data points while nothing happens.
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic],
            ok_actions=[self._topic],
            **_periods(alarm),
            **(_ratio(alarm.metric, alarm.of) if alarm.of else _single(alarm)),
        )


def _periods(alarm: Alarm) -> dict[str, Any]:
    if alarm.is_of_five_minutes:
        return {"evaluation_periods": 1}
    return {"evaluation_periods": MINUTES, "datapoints_to_alarm": alarm.minutes}


def _single(alarm: Alarm) -> dict[str, Any]:
    metric = alarm.metric
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": metric.dimensions,
        "statistic": metric.statistic,
        "period": MINUTE_SECONDS * (MINUTES if alarm.is_of_five_minutes else 1),
    }


def _ratio(part: Metric, whole: Metric) -> dict[str, Any]:
    percent = CloudwatchMetricAlarmMetricQuery(
        id="percent",
        expression="IF(whole > 0, 100 * part / whole, 0)",
        label=f"{part.name} in percent of {whole.name}",
        return_data=True,
    )
    return {"metric_query": [percent, _query("part", part), _query("whole", whole)]}


def _query(id_: str, metric: Metric) -> CloudwatchMetricAlarmMetricQuery:
    return CloudwatchMetricAlarmMetricQuery(
        id=id_,
        metric=CloudwatchMetricAlarmMetricQueryMetric(
            namespace=metric.namespace,
            metric_name=metric.name,
            dimensions=metric.dimensions,
            stat=metric.statistic,
            period=MINUTES * MINUTE_SECONDS,
        ),
    )
