"""Mappings of queues hand every message to their function."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_nothing
from policies.aws.event_sources import MAPPING, source_of

CARD = Card(
    title="Mappings of queues hand every message to their function",
    severity=Severity.HIGH,
    why="Lambda deletes the messages of a queue that a filter holds back: they reach neither the"
    " function nor the dead letter queue, and nobody counts them.",
    remedy="Remove filter_criteria, and let the function decide what concerns it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html",
    requirements=("R-B-4", "R-B-22"),
    when_missing="every message is handed over: that is wanted",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the mapping of a queue has no filter."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    return expect_nothing(resource, "filter_criteria", stack)
