"""Dead-letter queues accept allowed source queues only, and their messages name the source queue.

moto lets any queue name any other as its dead-letter queue, forgets a valid redrive policy when a
second one is rejected, moves messages to a dead-letter queue that was deleted, and forgets from
which queue a dead-letter message came.
Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html.
"""

import json
from typing import Any

from moto.sqs.exceptions import SQSException
from moto.sqs.models import Message, Queue, SQSBackend
from moto.sqs.responses import SQSResponse

from localcloud.moto_patches.wrapping import Method, replace, wrap

_SOURCE = "DeadLetterQueueSourceArn"
_MOST_RECEIVES = 1000
_MOST_SOURCES = 10


def apply() -> None:
    """Apply the patches of Message, Queue, SQSBackend and SQSResponse."""
    replace(Message, "came_from", None)
    replace(Queue, "redrive_policy", None)  # moto sets it only in a queue that gets one
    wrap(Queue, "_setup_dlq")(_setup_dlq)
    wrap(Queue, "_set_attributes")(_set_attributes)
    wrap(SQSBackend, "receive_message")(_receive)
    wrap(SQSResponse, "receive_message")(_answer_receive)


def _setup_dlq(original: Method, queue: Any, policy: Any) -> None:
    before = queue.redrive_policy, queue.dead_letter_queue
    try:
        original(queue, policy)
        _reject_invalid_redrive(queue, policy)
    except SQSException:
        queue.redrive_policy, queue.dead_letter_queue = before
        raise


def _reject_invalid_redrive(queue: Any, policy: Any) -> None:
    target = queue.dead_letter_queue
    if target is None:
        return
    receives = queue.redrive_policy["maxReceiveCount"]
    if not 1 <= receives <= _MOST_RECEIVES:
        reason = (
            f"Invalid value for maxReceiveCount: {receives}, valid values are from 1 to"
            f" {_MOST_RECEIVES} both inclusive."
        )
        raise _invalid("RedrivePolicy", policy, reason)
    if target.fifo_queue != queue.fifo_queue:
        reason = "A queue and its dead-letter queue must both be FIFO queues, or both standard."
        raise _invalid("RedrivePolicy", policy, reason)
    if not _allows(target, queue.queue_arn):
        reason = (
            f"The redrive allow policy of {target.queue_arn} does not allow {queue.queue_arn} to"
            " use it."
        )
        raise _invalid("RedrivePolicy", policy, reason)


def _allows(target: Any, source_arn: str) -> bool:
    allow = json.loads(target.redrive_allow_policy or "{}")
    permission = allow.get("redrivePermission", "allowAll")
    return permission == "allowAll" or source_arn in allow.get("sourceQueueArns", [])


def _set_attributes(
    original: Method, queue: Any, attributes: dict[str, Any], now: float | None = None
) -> None:
    policy = attributes.get("RedriveAllowPolicy")
    if policy and not _is_allow_policy(policy):
        reason = (
            "redrivePermission must be allowAll, denyAll, or byQueue with 1 to"
            f" {_MOST_SOURCES} sourceQueueArns."
        )
        raise _invalid("RedriveAllowPolicy", policy, reason)
    original(queue, attributes, now)


def _is_allow_policy(text: str) -> bool:
    try:
        policy = json.loads(text)
    except ValueError:
        return False
    if not isinstance(policy, dict):
        return False
    sources = policy.get("sourceQueueArns", [])
    if policy.get("redrivePermission", "allowAll") == "byQueue":
        return isinstance(sources, list) and 1 <= len(sources) <= _MOST_SOURCES
    return policy.get("redrivePermission", "allowAll") in ("allowAll", "denyAll") and not sources


def _invalid(parameter: str, value: Any, reason: str) -> SQSException:
    return SQSException(
        "InvalidParameterValue",
        f"Value {value} for parameter {parameter} is invalid. Reason: {reason}",
    )


def _receive(original: Method, backend: Any, queue_name: str, *args: Any, **rest: Any) -> Any:
    """Receive, and mark the messages that this dead-lettered with the queue they came from."""
    queue = backend.queues.get(queue_name)
    target = _existing_dead_letter_queue(backend, queue)
    if target is None:
        return original(backend, queue_name, *args, **rest)
    before = set(map(id, target._messages))  # noqa: SLF001 (hidden messages count, too)
    answer = original(backend, queue_name, *args, **rest)
    for message in target._messages:  # noqa: SLF001 (as above)
        if id(message) not in before:
            message.came_from = queue.queue_arn
    return answer


def _existing_dead_letter_queue(backend: Any, queue: Any) -> Any:
    """The queue that now has the name, None without one: then the messages stay in the source."""
    if queue is None or not queue.redrive_policy:
        return None
    arn = queue.redrive_policy["deadLetterTargetArn"]
    queue.dead_letter_queue = backend.queues.get(arn.rpartition(":")[2])
    return queue.dead_letter_queue


def _answer_receive(original: Method, handler: Any) -> Any:
    """Answer ReceiveMessage, with the attribute that names a dead-letter message's source."""
    answer = original(handler)
    names = [
        *handler._get_param("AttributeNames", []),  # noqa: SLF001 (moto has no public name for it)
        *handler._get_param("MessageSystemAttributeNames", []),  # noqa: SLF001 (as above)
    ]
    if "All" in names or _SOURCE in names:
        queue = handler.sqs_backend.get_queue(handler._get_queue_name())  # noqa: SLF001 (as above)
        sources = {each.id: each.came_from for each in queue._messages}  # noqa: SLF001 (hidden, too)
        for message in answer.result.get("Messages", []):
            if source := sources.get(message["MessageId"]):
                message.setdefault("Attributes", {})[_SOURCE] = source
    return answer
