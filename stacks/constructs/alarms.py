"""Promise: what goes wrong is told to the operations topic, and so is its end."""

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

PERIOD_SECONDS = 300


@dataclass(frozen=True)
class Metric:
    """One metric of CloudWatch and how five minutes of it become one number."""

    namespace: str
    name: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = "Sum"


@dataclass(frozen=True)
class Alarm:
    """Rings when `metric` exceeds `threshold` within five minutes.

    With `of` it rings when `metric` exceeds `threshold` percent of that other metric.
    """

    name: str
    meaning: str
    metric: Metric
    threshold: float = 0
    of: Metric | None = None


class Alarms(Construct):
    """All alarms of a stack; each notifies the same topic when it rings and when it is over."""

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
            alarm_description=alarm.meaning,
            evaluation_periods=1,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            # Lambda and SQS send no data points when nothing happens.
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic],
            ok_actions=[self._topic],
            **(_ratio(alarm.metric, alarm.of) if alarm.of else _single(alarm.metric)),
        )


def _single(metric: Metric) -> dict[str, Any]:
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": metric.dimensions,
        "statistic": metric.statistic,
        "period": PERIOD_SECONDS,
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
            period=PERIOD_SECONDS,
        ),
    )
