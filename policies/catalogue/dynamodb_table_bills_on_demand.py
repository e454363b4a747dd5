"""DynamoDB tables are billed by request."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack

ABSENT = "AWS bills provisioned capacity, used or not"

CARD = Card(
    title="DynamoDB tables are billed by request",
    severity=Severity.MEDIUM,
    why="Prices come in bursts: provisioned capacity is paid for all night and too small at noon.",
    remedy="Set billing_mode to PAY_PER_REQUEST.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "on-demand-capacity-mode.html",
    requirements=("R-A-4", "R-B-5"),
    absent=ABSENT,
)

WANTED = "PAY_PER_REQUEST"


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the table is billed on demand."""
    if resource.type != "aws_dynamodb_table":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "billing_mode"),
        "billing_mode",
        lambda found: found == WANTED,
        wanted=f'"{WANTED}"',
        absent=ABSENT,
    )
