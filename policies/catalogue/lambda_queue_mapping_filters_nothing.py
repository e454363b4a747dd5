"""Mappings of queues hand every message to their function."""

from policies.aws.event_sources import MAPPING, source_of
from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect_nothing
from policies.engine.stack import Stack

CARD = Card(
    title="Mappings of queues hand every message to their function",
    severity=Severity.HIGH,
    why="Lambda deletes the messages of a queue that a filter holds back: they reach neither the"
    " function nor the dead letter queue, and nobody counts them.",
    remedy="Remove filter_criteria, and let the function decide what concerns it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html",
    requirements=("R-B-4", "R-B-22"),
    absent="every message is handed over: that is wanted",
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if the mapping of a queue has no filter."""
    if resource.type != MAPPING:
        return NOT_CONCERNED
    source = source_of(resource, stack)
    if not isinstance(source, Resource) or source.type != "aws_sqs_queue":
        return NOT_CONCERNED
    return expect_nothing(resource, "filter_criteria", stack)
