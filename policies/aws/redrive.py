"""Where queues send what was received too often.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies import ABSENT, Absent, Known, Resource, Stack, Unknown, Value
from policies.aws.policy_documents import neutral

QUEUE = "aws_sqs_queue"


@dataclass(frozen=True)
class Redrive:
    """What a queue's redrive policy says: the target as an address, if it is one of the stack."""

    target: str | None
    receives: Any


def document(queue: Resource, attribute: str, stack: Stack) -> Mapping[str, Any] | Value:
    """The JSON object in the attribute, references kept; what is there instead, if none is."""
    raw = queue.values.get(attribute, queue.undeclared.get(attribute))
    if raw is None:
        return ABSENT
    try:
        found = json.loads(raw)
    except (TypeError, ValueError):
        value = stack.value(queue, attribute)
        return value if not isinstance(value, Absent) else Unknown(f"{raw} is not a document")
    return found if isinstance(found, dict) else Known(raw)


def redrive_of(queue: Resource, stack: Stack) -> Redrive | Value:
    """The queue's redrive policy; what is there instead, if none is."""
    found = document(queue, "redrive_policy", stack)
    if not isinstance(found, Mapping):
        return found
    target = found.get("deadLetterTargetArn")
    return Redrive(
        neutral(target, stack) if isinstance(target, str) else None, found.get("maxReceiveCount")
    )


@lru_cache(maxsize=8)
def sources_of(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """Address of a dead letter queue -> the queues of the stack that redrive into it."""
    found: dict[str, list[Resource]] = {}
    for queue in stack.of_type(QUEUE):
        redrive = redrive_of(queue, stack)
        if isinstance(redrive, Redrive) and redrive.target:
            found.setdefault(redrive.target.removesuffix(".arn"), []).append(queue)
    return found
