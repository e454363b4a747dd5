"""Promise: what goes wrong is told to the operations topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from stacks.constructs.error_reporting import NAMESPACE, error_lines_metric
from stacks.environment import Environment

PERIOD_SECONDS = 300
# A stream record lives for 24 hours; five minutes behind is still repaired at leisure.
ITERATOR_AGE_MS = 300_000


@dataclass(frozen=True)
class Alarm:
    """Rings when `statistic` of the metric exceeds `threshold` within five minutes."""

    name: str
    meaning: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str = "Sum"
    threshold: float = 0


def function_alarms(environment: Environment, function: str) -> list[Alarm]:
    """What every function is watched for."""
    by_name = {"FunctionName": environment.name(function)}
    queue = {"QueueName": environment.name(f"{function}-dlq")}
    lines = error_lines_metric(environment, function)
    return [
        Alarm(f"{function}-errors", f"{function} fails.", "AWS/Lambda", "Errors", by_name),
        Alarm(
            f"{function}-throttles",
            f"The reserved concurrency of {function} is used up.",
            "AWS/Lambda",
            "Throttles",
            by_name,
        ),
        Alarm(
            f"{function}-error-lines",
            f"{function} logs at ERROR or CRITICAL.",
            NAMESPACE,
            lines,
            {},
        ),
        Alarm(
            f"{function}-dlq-not-empty",
            f"Something that {function} gave up waits in its dead letter queue.",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            queue,
            statistic="Maximum",
        ),
    ]


def iterator_age(environment: Environment, function: str) -> Alarm:
    """The function is behind its stream by more than five minutes."""
    return Alarm(
        f"{function}-iterator-age",
        f"{function} is more than five minutes behind its stream.",
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": environment.name(function)},
        statistic="Maximum",
        threshold=ITERATOR_AGE_MS,
    )


def door_5xx(environment: Environment, api: str, stage: str) -> Alarm:
    """The door could not hand over to Lambda."""
    return Alarm(
        f"{api}-5xx",
        "The door could not hand webhooks over to Lambda.",
        "AWS/ApiGateway",
        "5XXError",
        {"ApiName": environment.name(api), "Stage": stage},
    )


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
            namespace=alarm.namespace,
            metric_name=alarm.metric,
            dimensions=alarm.dimensions,
            statistic=alarm.statistic,
            period=PERIOD_SECONDS,
            evaluation_periods=1,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic],
            ok_actions=[self._topic],
        )
