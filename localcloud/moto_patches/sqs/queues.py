"""Queues keep their policies, hand a message to one receiver only, and invoke no function.

moto rejects the attribute RedriveAllowPolicy (Terraform then polls for ever), answers policies with
another spacing than it was given (a diff in every plan), forgets the queue's access policy whenever
another attribute is set, hands one message to two concurrent receivers, and invokes mapped
functions inside SendMessage.
Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html.
"""

import json
import time
from typing import Any

from moto.sqs.models import Queue, SQSBackend

from localcloud.hooks import queues_changed
from localcloud.moto_patches.wrapping import Method, replace, wrap

_LONGEST_WAIT_S = 0.2  # nothing notifies at the end of a visibility timeout
_POLICIES = ("RedrivePolicy", "RedriveAllowPolicy")
_WRITES = (
    "send_message",
    "send_message_batch",
    "delete_message",
    "delete_message_batch",
    "change_message_visibility",
    "change_message_visibility_batch",
    "purge_queue",
)


def apply() -> None:
    """Apply the patches of Queue and SQSBackend."""
    replace(Queue, "BASE_ATTRIBUTES", [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"])
    replace(Queue, "redrive_allow_policy", None)
    described = Queue.attributes.fget
    replace(Queue, "attributes", property(lambda queue: _compacted(described(queue))))
    wrap(Queue, "__init__")(_create)
    wrap(Queue, "_set_attributes")(_set_attributes)
    wrap(SQSBackend, "receive_message")(_receive)
    for name in _WRITES:
        wrap(SQSBackend, name)(_write)


class _NoTriggers(dict[str, Any]):
    """A table of mapped functions that stays empty: pollers invoke them, the queue never does."""

    def __setitem__(self, _arn: str, _mapping: object) -> None:
        """Ignore the mapping."""


def _create(original: Method, queue: Any, *args: Any, **kwargs: Any) -> None:
    original(queue, *args, **kwargs)
    queue.lambda_event_source_mappings = _NoTriggers()


def _set_attributes(
    original: Method, queue: Any, attributes: dict[str, Any], now: float | None = None
) -> None:
    kept = {} if "Policy" in attributes else {"Policy": getattr(queue, "policy", None)}
    original(queue, {**attributes, **kept}, now)


def _compacted(attributes: dict[str, Any]) -> dict[str, Any]:
    policies = {name: attributes.pop(name, None) for name in _POLICIES}
    return attributes | {name: _compact(text) for name, text in policies.items() if text}


def _compact(policy: str) -> str:
    return json.dumps(json.loads(policy), separators=(",", ":"), sort_keys=True)


def _write(original: Method, *args: Any, **kwargs: Any) -> Any:
    with queues_changed:
        answer = original(*args, **kwargs)
        queues_changed.notify_all()
        return answer


def _receive(  # noqa: PLR0917 (moto's own signature)
    original: Method,
    backend: Any,
    queue_name: str,
    count: int,
    wait_seconds_timeout: int,
    visibility_timeout: int,
    message_attribute_names: list[str] | None = None,
) -> list[Any]:
    deadline = time.monotonic() + (wait_seconds_timeout or 0)
    with queues_changed:
        while True:
            messages: list[Any] = original(
                backend, queue_name, count, 0, visibility_timeout, message_attribute_names
            )
            left = deadline - time.monotonic()
            if messages or left <= 0:
                return messages
            queues_changed.wait(min(left, _LONGEST_WAIT_S))
