"""SQS dead-letter queues accept messages only from their own source queues."""

from collections.abc import Mapping
from typing import Any

from policies import Absent, Card, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.failure_targets import lambda_dead_letter_queues
from policies.aws.policy_documents import arn, neutral
from policies.aws.redrive import QUEUE, document, sources_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="SQS dead-letter queues accept messages only from their own source queues",
    severity=Severity.MEDIUM,
    why="By default any queue of the account can redrive into any other. Another environment could"
    " fill this queue with its messages.",
    remedy='Set redrive_allow_policy to {"redrivePermission":"byQueue","sourceQueueArns":[...]}'
    ' with the source queues, or to {"redrivePermission":"denyAll"} on a queue that only Lambda'
    " fills.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
    "API_SetQueueAttributes.html",
    requirements=("R-B-2",),
    when_missing="any queue of the account can redrive into it",
    overlaps_with=("resource_name_ends_in_suffix", "sqs_queue_dead_letters_after_five_receives"),
)

DENIED = {"redrivePermission": "denyAll"}
ELSEWHERE = "aws_sqs_queue_redrive_allow_policy"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if exactly the queue's sources are named, or none where it has no sources."""
    if resource.type == ELSEWHERE:
        return Violation(f"a policy in an {ELSEWHERE}", "redrive_allow_policy of the queue itself")
    if resource.type != QUEUE:
        return NOT_APPLICABLE
    sources = sources_of(stack).get(resource.address, ())
    if not sources and resource not in lambda_dead_letter_queues(stack):
        return NOT_APPLICABLE
    arns = sorted(_arn(source, stack) for source in sources)
    found = document(resource, "redrive_allow_policy", stack)
    return _exactly(found, arns, stack) if isinstance(found, Mapping) else _none(found, arns)


def _arn(queue: Resource, stack: Stack) -> str:
    name = stack.value(queue, "name")
    return arn(stack, "sqs", str(name.value)) if isinstance(name, Known) else f"{queue.address}.arn"


def _wanted(arns: list[str]) -> str:
    return f"byQueue {', '.join(arns)}" if arns else "denyAll"


def _none(found: Value, arns: list[str]) -> Decision:
    if isinstance(found, Unknown):
        return Undecided(f"redrive_allow_policy: {found.why}", "redrive_allow_policy")
    if isinstance(found, Absent):
        return Violation(f"no redrive_allow_policy ({CARD.when_missing})", _wanted(arns))
    return Violation(f"redrive_allow_policy = {found}", _wanted(arns))


def _exactly(found: Mapping[str, Any], arns: list[str], stack: Stack) -> Decision:
    named = found.get("sourceQueueArns", [])
    listed = named if arns and isinstance(named, list) else []
    texts = sorted(str(neutral(str(text), stack)) for text in listed)
    wanted = {"redrivePermission": "byQueue", "sourceQueueArns": named} if arns else DENIED
    if found == wanted and texts == arns:
        return COMPLIANT
    said = [str(found.get("redrivePermission")), ", ".join(texts)]
    return Violation(f"redrive_allow_policy {' '.join(said).strip()}", _wanted(arns))
