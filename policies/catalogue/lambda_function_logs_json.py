"""Lambda functions log JSON."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack

ABSENT = "AWS logs text, in which no filter finds a level"

CARD = Card(
    title="Lambda functions log JSON",
    severity=Severity.MEDIUM,
    why="Filters, alarms and notices find errors by the field `level`, which only JSON has.",
    remedy="Set logging_config.log_format to JSON.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html",
    requirements=("R-A-1", "R-A-2"),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the format is JSON."""
    if resource.type != "aws_lambda_function":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "logging_config", "log_format"),
        "logging_config.log_format",
        lambda found: found == "JSON",
        wanted='"JSON"',
        absent=ABSENT,
    )
