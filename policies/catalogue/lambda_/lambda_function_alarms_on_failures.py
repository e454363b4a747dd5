"""Lambda functions have alarms on errors, throttles and duration."""

from policies import Card, Known, Resource, Severity, Stack, as_number
from policies.aws.alarms import (
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    expect_either,
    other_alarm_policies,
)
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided

CARD = Card(
    title="Lambda functions have alarms on errors, throttles and duration",
    severity=Severity.HIGH,
    why="Retries hide a function that fails, is throttled or is about to time out until its events"
    " are lost.",
    remedy="Add alarms on AWS/Lambda Errors (above 0, or above 1 % of Invocations), Throttles"
    " (above 0) and Duration (Maximum, from half of the timeout up) for FunctionName.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    requirements=("R-A-14", "R-B-8"),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("lambda_function_alarms_on_failures"),
        "resource_name_ends_in_suffix",
        "sqs_queue_visibility_exceeds_function_timeout",
    ),
)

NAMESPACE = "AWS/Lambda"
# What runs for half of its time or more is about to be cut off, in milliseconds per second.
NEAR, CUT_OFF = 500, 1000


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if all three alarms exist for the function."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    name, timeout = stack.value(resource, "function_name"), stack.value(resource, "timeout")
    seconds = as_number(timeout.value) if isinstance(timeout, Known) else None
    if not isinstance(name, Known) or seconds is None:
        return Undecided(f"function_name is {name}, timeout is {timeout}")
    by_name = frozenset({("FunctionName", str(name.value))})
    duration = AlarmMetric(NAMESPACE, "Duration", by_name, "Maximum")
    others = [
        RequiredAlarm(AlarmMetric(NAMESPACE, "Throttles", by_name, "Sum")),
        RequiredAlarm(duration, NEAR * seconds, CUT_OFF * seconds - 1),
    ]
    fails = _fails(AlarmMetric(NAMESPACE, "Errors", by_name, "Sum"), stack)
    return expect_alarms(others, stack) if fails == COMPLIANT else fails


def _fails(errors: AlarmMetric, stack: Stack) -> Decision:
    return expect_either(
        RequiredAlarm(errors), RequiredAlarm(errors, least=1, most=1, of="Invocations"), stack
    )
