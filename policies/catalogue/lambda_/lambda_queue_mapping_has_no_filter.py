"""Lambda event source mappings of queues have no filter."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect_nothing
from policies.aws.event_sources import MAPPING, source_of

CARD = Card(
    title="Lambda event source mappings of queues have no filter",
    severity=Severity.HIGH,
    why="Lambda deletes the messages of a queue that do not match a filter. They reach neither the"
    " function nor the dead-letter queue, and no metric counts them.",
    remedy="Remove filter_criteria and let the function decide which messages to ignore.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html",
    requirements=("R-B-4", "R-B-22"),
    when_missing="the function gets every message, as wanted",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the mapping of a queue has no filter."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    return expect_nothing(resource, "filter_criteria", stack)
