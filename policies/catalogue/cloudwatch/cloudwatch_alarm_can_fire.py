"""CloudWatch alarms have thresholds that their metric can exceed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from policies import Card, Known, Resource, Severity, Stack, as_number
from policies.aws.alarms import ALARM, AlarmMetric, condition_of, other_alarm_policies
from policies.aws.event_sources import mappings_of
from policies.aws.names import NAME_ATTRIBUTES
from policies.aws.triggers import invoke_configs_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="CloudWatch alarms have thresholds that their metric can exceed",
    severity=Severity.HIGH,
    why="AWS ends a function at its timeout and deletes a message at its retention. An alarm above"
    " such a limit never fires; one below zero always does.",
    remedy="Use a statistic of CloudWatch's. Set the threshold below the limit: the timeout in"
    " milliseconds for Duration, the reserved executions for ConcurrentExecutions, the retention"
    " for ApproximateAgeOfOldestMessage, the maximum age for AsyncEventAge and IteratorAge, 100"
    " for a percentage.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    requirements=("R-A-14", "R-B-8"),
    when_missing="AWS rejects an alarm without a threshold",
    overlaps_with=(
        *other_alarm_policies("cloudwatch_alarm_can_fire"),
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_function_reserves_concurrency",
        "lambda_stream_mapping_limits_retries",
        "sqs_queue_visibility_exceeds_function_timeout",
        "resource_name_ends_in_suffix",
    ),
)

PERCENT = 100
STATISTIC = re.compile(r"SampleCount|Average|Sum|Minimum|Maximum|p[0-9]{1,2}(\.[0-9]{1,2})?")
# Streams of DynamoDB keep a record for a day.
STREAM_SECONDS = 86_400
MILLISECONDS = 1000


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the threshold is at least zero and below every limit of the metric."""
    if resource.type != ALARM:
        return NOT_APPLICABLE
    condition = condition_of(resource, stack)
    if condition is None:
        return Undecided("the metric or threshold of the alarm is unknown")
    if not STATISTIC.fullmatch(condition.metric.statistic):
        return Violation(f"the statistic {condition.metric.statistic}", "one of CloudWatch's")
    highest = PERCENT if condition.of else _lowest_limit(condition.metric, stack)
    if condition.threshold >= 0 and (highest is None or condition.threshold < highest):
        return COMPLIANT
    below = f" and below {highest:.0f}" if highest is not None else ""
    return Violation(f"threshold = {condition.threshold:.0f}", f"at least 0{below}")


# Several alarms watch one metric.
@lru_cache(maxsize=128)
def _lowest_limit(metric: AlarmMetric, stack: Stack) -> float | None:
    return min(_limits(metric, stack), default=None)


def _limits(metric: AlarmMetric, stack: Stack) -> Iterator[float]:
    dimensions, name = dict(metric.dimensions), metric.name
    if metric.namespace == "AWS/SQS" and name == "ApproximateAgeOfOldestMessage":
        for queue in _by_name(stack, "aws_sqs_queue").get(dimensions.get("QueueName", ""), ()):
            yield from _number(queue, "message_retention_seconds", 1, stack)
    if metric.namespace == "AWS/Lambda" and metric.statistic != "Sum":
        named = dimensions.get("FunctionName", "")
        for function in _by_name(stack, "aws_lambda_function").get(named, ()):
            yield from _of_function(function, name, stack)


def _of_function(function: Resource, metric: str, stack: Stack) -> Iterator[float]:
    if metric == "Duration":
        yield from _number(function, "timeout", MILLISECONDS, stack)
    if metric == "ConcurrentExecutions":
        yield from _number(function, "reserved_concurrent_executions", 1, stack)
    if metric == "AsyncEventAge":
        for settings in invoke_configs_of(function, stack):
            yield from _number(settings, "maximum_event_age_in_seconds", MILLISECONDS, stack)
    if metric == "IteratorAge":
        yield STREAM_SECONDS * MILLISECONDS
        for mapping in mappings_of(stack).get(function, ()):
            yield from _number(mapping, "maximum_record_age_in_seconds", MILLISECONDS, stack)


@lru_cache(maxsize=16)
def _by_name(stack: Stack, kind: str) -> Mapping[str, Sequence[Resource]]:
    found: dict[str, list[Resource]] = {}
    for one in stack.of_type(kind):
        name = stack.value(one, str(NAME_ATTRIBUTES[kind]))
        if isinstance(name, Known):
            found.setdefault(str(name.value), []).append(one)
    return found


def _number(resource: Resource, attribute: str, factor: int, stack: Stack) -> Iterator[float]:
    """The limit, if there is one: a negative one is none to Lambda."""
    value = stack.value(resource, attribute)
    found = as_number(value.value) if isinstance(value, Known) else None
    if found is not None and found > 0:
        yield found * factor
