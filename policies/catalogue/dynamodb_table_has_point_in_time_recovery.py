"""DynamoDB tables have point-in-time recovery."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool

ABSENT = "point-in-time recovery is off"

CARD = Card(
    title="DynamoDB tables have point-in-time recovery",
    severity=Severity.HIGH,
    why="A bad write or delete can be undone to any second of the last 35 days.",
    remedy="Set point_in_time_recovery.enabled to true.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "Point-in-time-recovery.html",
    requirements=("R-A-4", "R-B-5"),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if recovery is switched on."""
    if resource.type != "aws_dynamodb_table":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "point_in_time_recovery", "enabled"),
        "point_in_time_recovery.enabled",
        lambda found: as_bool(found) is True,
        wanted="true",
        absent=ABSENT,
    )
