"""DynamoDB tables keep their items until somebody deletes them."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written
from policies.engine.decision import NOT_APPLICABLE, Decision

CARD = Card(
    title="DynamoDB tables keep their items until somebody deletes them",
    severity=Severity.HIGH,
    why="What expires is gone within days, by an attribute that was meant for something else as"
    " well: timestamp is in milliseconds, AWS counts seconds. Averages then lack their history.",
    remedy="Remove ttl. To keep less, first say in the specification what is kept and how long.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
    requirements=("R-A-4", "R-A-25", "R-B-5"),
    when_missing="nothing expires: that is wanted",
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
