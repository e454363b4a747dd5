"""Lambda functions log everything from INFO up."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.values import Absent

ABSENT = "AWS takes INFO"

CARD = Card(
    title="Lambda functions log everything from INFO up",
    severity=Severity.HIGH,
    why="Lambda takes a line without a level, such as one that counts a metric, for INFO, and drops"
    " what is below the level: the alarms on failed messages never ring again.",
    remedy="Remove logging_config.application_log_level, or set it to INFO, DEBUG or TRACE.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
    requirements=("R-A-14", "R-A-24", "R-B-8"),
    absent=ABSENT,
)

PATH = ("logging_config", "application_log_level")
LEVELS = ("INFO", "DEBUG", "TRACE")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if no line at INFO is dropped."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    value = stack.value(resource, *PATH)
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(
        value,
        ".".join(PATH),
        lambda found: found in LEVELS,
        wanted=" or ".join(LEVELS),
        absent=ABSENT,
    )
