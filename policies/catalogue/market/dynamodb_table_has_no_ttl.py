"""DynamoDB tables have no TTL."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written
from policies.catalogue.market import PIPELINES
from policies.engine.decision import NOT_APPLICABLE, Decision

CARD = Card(
    title="DynamoDB tables have no TTL",
    severity=Severity.HIGH,
    why="TTL deletes items by an attribute that often means something else: timestamp is in"
    " milliseconds, but TTL expects seconds. Later calculations then lack their history.",
    remedy="Remove ttl. To delete old items, first specify what to keep and for how long.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
    requirements=("R-A-4", "R-A-25", "R-B-5"),
    when_missing="nothing expires, as wanted",
    stacks=PIPELINES,
)

PATH = ("ttl", "enabled")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing expires by itself."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    return expect_if_written(
        stack.value(resource, *PATH),
        ".".join(PATH),
        lambda found: as_bool(found) is False,
        wanted="false",
    )
