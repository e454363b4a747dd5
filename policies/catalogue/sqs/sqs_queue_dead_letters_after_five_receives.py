"""SQS queues that a function reads dead-letter a message after five receives."""

from functools import lru_cache

from policies import Absent, Card, Resource, Severity, Stack, Unknown, Value, as_number
from policies.aws.event_sources import mappings_of
from policies.aws.redrive import QUEUE, Redrive, redrive_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="SQS queues that a function reads dead-letter a message after five receives",
    severity=Severity.HIGH,
    why="Without a redrive policy, a message that always fails is received until it expires and is"
    " lost. With fewer than five receives, a throttled function loses healthy messages.",
    remedy="Set redrive_policy with maxReceiveCount 5 and deadLetterTargetArn set to the arn of"
    " another aws_sqs_queue of the stack.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    requirements=("R-B-1", "R-B-22"),
    when_missing="a message that always fails is received until it expires and is lost",
    overlaps_with=("sqs_queue_restricts_redrive_sources",),
)

RECEIVES = 5
WANTED = "the arn of another queue of this stack"
# A policy in a resource of its own hides from everybody who reads the queue.
ELSEWHERE = "aws_sqs_queue_redrive_policy"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the queue names target and receives; one that no function reads may do without.

    A redrive policy in a resource of its own is a violation: nobody finds it at the queue.
    """
    if resource.type == ELSEWHERE:
        return Violation(
            f"a redrive policy in an {ELSEWHERE}", "redrive_policy of the queue itself"
        )
    if resource.type != QUEUE:
        return NOT_APPLICABLE
    found = redrive_of(resource, stack)
    if isinstance(found, Redrive):
        return _bounded(found, resource, stack)
    if isinstance(found, Absent) and resource not in mappings_of(stack):
        return NOT_APPLICABLE
    return _unreadable(found)


def _unreadable(found: Value) -> Decision:
    if isinstance(found, Unknown):
        return Undecided(f"redrive_policy: {found.why}", "redrive_policy")
    if isinstance(found, Absent):
        return Violation(f"no redrive_policy ({CARD.when_missing})", WANTED)
    return Violation(f"redrive_policy = {found}", "a document")


def _bounded(redrive: Redrive, queue: Resource, stack: Stack) -> Decision:
    if redrive.target not in _arns(stack) or redrive.target == f"{queue.address}.arn":
        return Violation(f"deadLetterTargetArn {redrive.target}", WANTED)
    if as_number(redrive.receives) != RECEIVES:
        return Violation(f"maxReceiveCount {redrive.receives}", str(RECEIVES))
    return COMPLIANT


@lru_cache(maxsize=8)
def _arns(stack: Stack) -> frozenset[str]:
    """The queues of the stack, as redrive policies name them."""
    return frozenset(f"{queue.address}.arn" for queue in stack.of_type(QUEUE))
