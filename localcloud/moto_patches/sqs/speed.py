"""Fast receives from a long queue: a thousand messages took moto a minute.

For each message moto describes the whole queue, which counts all its messages three times, only to
learn the retention period; and it creates two dates whenever it reads the clock.
Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html.
"""

import time
from typing import Any

from moto.sqs.models import Message, SQSBackend

from localcloud.moto_patches.wrapping import Method, replace, wrap


def apply() -> None:
    """Apply the patches of Message and SQSBackend."""
    wrap(SQSBackend, "is_message_valid_based_on_retention_period")(_is_kept)
    replace(Message, "visible", property(lambda message: _now_ms() > message.visible_at))
    replace(Message, "delayed", property(lambda message: _now_ms() < message.delayed_until))


def _is_kept(_original: Method, backend: Any, queue_name: str, message: Any) -> bool:
    kept_ms: int = backend.get_queue(queue_name).message_retention_period * 1000
    return bool(message.sent_timestamp + kept_ms > _now_ms())


def _now_ms() -> float:
    return time.time() * 1000
