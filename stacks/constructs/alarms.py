"""Promise: what goes wrong is told to the operations topic."""

from collections.abc import Mapping
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from stacks.constructs.error_reporting import NAMESPACE
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


def errors(function: str, name: str) -> Alarm:
    """Invocations of the function fail."""
    meaning = f"Invocations of {function} fail."
    return Alarm(f"{function}-errors", meaning, "AWS/Lambda", "Errors", {"FunctionName": name})


def throttles(function: str, name: str) -> Alarm:
    """The function's reserved concurrency is used up."""
    meaning = f"The reserved concurrency of {function} is used up."
    return Alarm(
        f"{function}-throttles", meaning, "AWS/Lambda", "Throttles", {"FunctionName": name}
    )


def iterator_age(function: str, name: str) -> Alarm:
    """The function is behind its stream by more than five minutes."""
    return Alarm(
        f"{function}-iterator-age",
        f"{function} is more than five minutes behind its stream.",
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": name},
        statistic="Maximum",
        threshold=ITERATOR_AGE_MS,
    )


def error_lines(function: str, metric: str) -> Alarm:
    """The function logs at ERROR or CRITICAL."""
    meaning = f"{function} logs at ERROR or CRITICAL."
    return Alarm(f"{function}-error-lines", meaning, NAMESPACE, metric, {})


def dead_letters(function: str, queue: str) -> Alarm:
    """Something was given up and waits in the function's queue."""
    return Alarm(
        f"{function}-dlq-not-empty",
        f"Something that {function} gave up waits in its dead letter queue.",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": queue},
        statistic="Maximum",
    )


def door_5xx(api: str, name: str, stage: str) -> Alarm:
    """The door could not hand over to Lambda."""
    return Alarm(
        f"{api}-5xx",
        "The door could not hand webhooks over to Lambda.",
        "AWS/ApiGateway",
        "5XXError",
        {"ApiName": name, "Stage": stage},
    )


class Alarms(Construct):
    """All alarms of a stack; each notifies the same topic when it rings and when it is over."""

    def __init__(self, scope: Construct, id_: str, environment: Environment, topic: str) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._topic = topic
        self.arns: list[str] = []

    def add(self, alarm: Alarm) -> None:
        """Declare the alarm."""
        declared = CloudwatchMetricAlarm(
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
        self.arns.append(declared.arn)
