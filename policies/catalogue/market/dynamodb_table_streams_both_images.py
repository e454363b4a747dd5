"""DynamoDB streams that a function reads contain the new and the old image."""

from policies import Absent, Card, Known, Resource, Severity, Stack, as_bool, expect
from policies.aws.event_sources import mappings_of
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "the table has no stream"
ABSENT_VIEW = "AWS rejects a stream without a view type"

CARD = Card(
    title="DynamoDB streams that a function reads contain the new and the old image",
    severity=Severity.HIGH,
    why="The function decides by the new image and detects changes by the old one. It ignores a"
    " record that holds keys only.",
    remedy="Set stream_enabled to true and stream_view_type to NEW_AND_OLD_IMAGES.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"
    "API_StreamSpecification.html",
    requirements=("R-A-4",),
    when_missing=f"stream_enabled: {WHEN_MISSING}; stream_view_type: {ABSENT_VIEW}",
    stacks=PRICES,
)

VIEW = "NEW_AND_OLD_IMAGES"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the stream is on and complete; a table without a stream reader may have none."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    if resource not in mappings_of(stack) and _has_no_stream(resource, stack):
        return NOT_APPLICABLE
    switched = expect(
        stack.value(resource, "stream_enabled"),
        "stream_enabled",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )
    if switched != COMPLIANT:
        return switched
    return expect(
        stack.value(resource, "stream_view_type"),
        "stream_view_type",
        lambda found: found == VIEW,
        wanted=f'"{VIEW}"',
        when_missing=ABSENT_VIEW,
    )


def _has_no_stream(table: Resource, stack: Stack) -> bool:
    enabled = stack.value(table, "stream_enabled")
    return isinstance(enabled, Absent) or enabled == Known(value=False)
