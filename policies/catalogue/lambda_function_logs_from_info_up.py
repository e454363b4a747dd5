"""Lambda functions log everything from INFO up."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect_if_written
from policies.engine.stack import Stack

CARD = Card(
    title="Lambda functions log everything from INFO up",
    severity=Severity.HIGH,
    why="Functions count what they do in lines at INFO: with a higher level these are dropped, and"
    " the alarms on failed messages never ring again.",
    remedy="Remove logging_config.application_log_level, or set it to INFO, DEBUG or TRACE.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
    requirements=("R-A-14", "R-A-24", "R-B-8"),
    absent="AWS takes INFO",
)

PATH = ("logging_config", "application_log_level")
LEVELS = ("INFO", "DEBUG", "TRACE")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if no line at INFO is dropped."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    value = stack.value(resource, *PATH)
    wanted = " or ".join(LEVELS)
    return expect_if_written(value, ".".join(PATH), lambda found: found in LEVELS, wanted=wanted)
