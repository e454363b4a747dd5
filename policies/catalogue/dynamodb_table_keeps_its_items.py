"""DynamoDB tables keep their items until somebody deletes them."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack
from policies.engine.terraform import as_bool
from policies.engine.values import Absent

ABSENT = "nothing expires: that is wanted"

CARD = Card(
    title="DynamoDB tables keep their items until somebody deletes them",
    severity=Severity.HIGH,
    why="What expires is gone within days, by an attribute that was meant for something else as"
    " well: timestamp is in milliseconds, AWS counts seconds. Averages then lack their history.",
    remedy="Remove ttl. To keep less, first say in the specification what is kept and how long.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
    requirements=("R-A-4", "R-A-25", "R-B-5"),
    absent=ABSENT,
)

PATH = ("ttl", "enabled")


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if nothing expires by itself."""
    if resource.type != "aws_dynamodb_table":
        return NOT_CONCERNED
    value = stack.value(resource, *PATH)
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(
        value,
        ".".join(PATH),
        lambda found: as_bool(found) is False,
        wanted="false",
        absent=ABSENT,
    )
