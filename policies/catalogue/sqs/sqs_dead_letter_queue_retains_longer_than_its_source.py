"""SQS dead-letter queues retain messages at least as long as their source queues."""

from policies import Card, Known, Resource, Severity, Stack, as_number, expect
from policies.aws.redrive import QUEUE, sources_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision

WHEN_MISSING = "SQS keeps messages for four days today, but may change that default"

CARD = Card(
    title="SQS dead-letter queues retain messages at least as long as their source queues",
    severity=Severity.HIGH,
    why="A dead-letter message keeps its original send time. A queue with a shorter retention"
    " deletes it on arrival, and a source queue with a short retention loses it in the first"
    " outage.",
    remedy="Set message_retention_seconds of each queue to 345600 or more. For the dead-letter"
    " queue use at least the value of all its source queues, at most 1209600.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-dead-letter-queues.html",
    requirements=("R-B-1", "R-B-2"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "sqs_queue_dead_letters_after_five_receives",
        "sqs_queue_restricts_redrive_sources",
    ),
)

RETENTION = "message_retention_seconds"
# Four days cover a long weekend; no queue of AWS's keeps anything longer than fourteen.
SHORTEST, LONGEST = 345_600, 1_209_600


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the queue keeps messages as long as each of its sources."""
    if resource.type != QUEUE:
        return NOT_APPLICABLE
    sources = sources_of(stack).get(resource.address, ())
    if not sources:
        return NOT_APPLICABLE
    decisions = [_kept(source, SHORTEST, f"{source.address}.", stack) for source in sources]
    longest = max(SHORTEST, *(_seconds(source, stack) for source in sources))
    decisions.append(_kept(resource, longest, "", stack))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _kept(queue: Resource, least: float, prefix: str, stack: Stack) -> Decision:
    return expect(
        stack.value(queue, RETENTION),
        f"{prefix}{RETENTION}",
        lambda found: least <= (as_number(found) or 0) <= LONGEST,
        wanted=f"{least} to {LONGEST}" if least < LONGEST else str(LONGEST),
        when_missing=WHEN_MISSING,
    )


def _seconds(queue: Resource, stack: Stack) -> float:
    value = stack.value(queue, RETENTION)
    return (as_number(value.value) or 0) if isinstance(value, Known) else 0
