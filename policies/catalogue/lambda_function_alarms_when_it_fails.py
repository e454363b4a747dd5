"""Every Lambda function has alarms on its errors, its throttles and its duration."""

from policies.aws.alarms import Metric, Need, alarmed, company_of, either
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided
from policies.engine.resource import Resource
from policies.engine.rules import Decision
from policies.engine.stack import Stack
from policies.engine.terraform import as_number
from policies.engine.values import Known

CARD = Card(
    title="Every Lambda function has alarms on its errors, its throttles and its duration",
    severity=Severity.HIGH,
    why="A function that fails, is turned away or is about to be cut off tells nobody by itself;"
    " its retries hide it until the events are gone.",
    remedy="Add alarms on AWS/Lambda Errors (above 0, or above 1 % of Invocations), Throttles"
    " (above 0) and Duration (Maximum, from half of the timeout up) for FunctionName.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    requirements=("R-A-14", "R-B-8"),
    absent="nobody hears of it",
    also_fire=(
        *company_of("lambda_function_alarms_when_it_fails"),
        "resource_name_ends_in_suffix",
        "sqs_queue_visibility_outlasts_its_function",
    ),
)

NAMESPACE = "AWS/Lambda"
# What runs for half of its time or more is about to be cut off, in milliseconds per second.
NEAR, CUT_OFF = 500, 1000


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if each of the three rings for the function."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    name, timeout = stack.value(resource, "function_name"), stack.value(resource, "timeout")
    seconds = as_number(timeout.value) if isinstance(timeout, Known) else None
    if not isinstance(name, Known) or seconds is None:
        return Undecided(f"function_name is {name}, timeout is {timeout}")
    by_name = frozenset({("FunctionName", str(name.value))})
    duration = Metric(NAMESPACE, "Duration", by_name, "Maximum")
    others = [
        Need(Metric(NAMESPACE, "Throttles", by_name, "Sum")),
        Need(duration, NEAR * seconds, CUT_OFF * seconds - 1),
    ]
    fails = _fails(Metric(NAMESPACE, "Errors", by_name, "Sum"), stack)
    return alarmed(others, stack) if fails == COMPLIANT else fails


def _fails(errors: Metric, stack: Stack) -> Decision:
    return either(Need(errors), Need(errors, least=1, most=1, of="Invocations"), stack)
