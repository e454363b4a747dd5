"""One batch of messages: received from a queue, delivered to its function, deleted or kept."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.exceptions import QueueDoesNotExist, ReceiptHandleIsInvalid
from moto.sqs.models import sqs_backends

from localcloud import hooks
from localcloud.account import ACCOUNT, REGION
from localcloud.lambda_.event_sources.batch_item_failures import failed_identifiers
from localcloud.lambda_.event_sources.mapping import SqsMapping
from localcloud.lambda_.event_sources.sqs_records import filter_view, lambda_record
from localcloud.lambda_.interface import FunctionNotFound, Functions, Throttled

_PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
_MOST_PER_RECEIVE = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
_FIRST_BACK_OFF_S = 1.0
_LONGEST_BACK_OFF_S = 60.0
_POLL_INTERVAL_S = 0.2

StoppedWithin = Callable[[float], bool]
"""Waits so many real seconds; True, and at once, when delivery must stop."""


@dataclass
class SqsBatch:
    """Messages that were received and are invisible to others until `visible_at`.

    The batch is ready when it has the batch size, when its window has passed, or when it is near
    the payload limit; without a window as soon as there is a message.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html.
    """

    time_scale: float
    now: Callable[[], float] = time.monotonic
    records: list[dict[str, Any]] = field(default_factory=list)
    visible_at: float = 0.0
    _bytes: int = 0
    _first_received: float = 0.0

    def receive(self, mapping: SqsMapping) -> None:
        """Add the messages that the queue has and the batch can hold; wait up to 0.2 s for one."""
        count = min(_MOST_PER_RECEIVE, mapping.batch_size - len(self.records))
        messages, timeout_s = _receive(mapping.queue, count, self._wait_s(mapping), self.time_scale)
        for message in messages:
            record = lambda_record(message, mapping.queue_arn, windowed=mapping.window_s > 0)
            if mapping.accepts(filter_view(record)):
                self._add(record, timeout_s)
            else:
                # Lambda deletes the messages that no filter matches.
                _delete(mapping, [record])

    def is_ready(self, mapping: SqsMapping) -> bool:
        """True if the batch should go to the function now."""
        full = len(self.records) >= mapping.batch_size or self._bytes > _PAYLOAD_LIMIT_BYTES / 2
        return bool(self.records) and (full or self._time_left_s(mapping) <= 0)

    def deliver(self, mapping: SqsMapping, functions: Functions, stopped: StoppedWithin) -> None:
        """Invoke the function and delete the processed messages; the rest becomes visible again.

        A throttled invocation is retried until the messages are visible to others, or until the
        mapping is disabled or deleted; the retries add nothing to the receive count.
        Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html.
        """
        payload = json.dumps({"Records": self.records}).encode()
        rejections = 0
        while self.now() < self.visible_at:
            try:
                result = functions.invoke(mapping.function_arn, payload)
            except (Throttled, FunctionNotFound):
                rejections += 1
                if stopped(self._back_off_s(rejections)):
                    return
                continue
            if result.error is None:
                _delete(mapping, self._processed(mapping, result.payload))
            return

    def _processed(self, mapping: SqsMapping, answer: bytes) -> list[dict[str, Any]]:
        if not mapping.reports_failures:
            return self.records
        failed = failed_identifiers(answer, [record["messageId"] for record in self.records])
        if failed is None:
            return []
        return [record for record in self.records if record["messageId"] not in failed]

    def _add(self, record: dict[str, Any], timeout_s: float) -> None:
        if not self.records:
            self._first_received = self.now()
            self.visible_at = self._first_received + timeout_s
        self._bytes += len(json.dumps(record))
        self.records.append(record)

    def _back_off_s(self, rejections: int) -> float:
        """Real seconds until the next attempt; not beyond the visibility timeout."""
        # AWS backs off exponentially and documents no numbers.
        seconds = min(_LONGEST_BACK_OFF_S, _FIRST_BACK_OFF_S * 2.0 ** (rejections - 1))
        return max(0.0, min(seconds * self.time_scale, self.visible_at - self.now()))

    def _time_left_s(self, mapping: SqsMapping) -> float:
        return mapping.window_s * self.time_scale - (self.now() - self._first_received)

    def _wait_s(self, mapping: SqsMapping) -> float:
        left_s = self._time_left_s(mapping) if self.records else _POLL_INTERVAL_S
        return min(_POLL_INTERVAL_S, left_s)


def _receive(
    queue_name: str, count: int, wait_s: float, time_scale: float
) -> tuple[list[Any], float]:
    """The received messages, and for how many real seconds they are invisible.

    Other receivers get the queue's own visibility timeout; here it is scaled, as the retries of
    the function are.
    """
    backend = sqs_backends[ACCOUNT][REGION]
    with hooks.queues_changed:
        timeout_s = int(backend.get_queue(queue_name).visibility_timeout)
        messages = backend.receive_message(queue_name, count, 0, timeout_s, ["All"])
        if not messages and wait_s > 0:
            hooks.queues_changed.wait(wait_s)
            messages = backend.receive_message(queue_name, count, 0, timeout_s, ["All"])
        received = {message.id for message in messages}
        for message in backend.get_queue(queue_name)._messages:  # noqa: SLF001 (invisible in its API)
            if message.id in received:
                message.visible_at = unix_time_millis() + timeout_s * 1000 * time_scale
    return messages, timeout_s * time_scale


def _delete(mapping: SqsMapping, records: list[dict[str, Any]]) -> None:
    """Delete messages; a message or a queue that is already deleted is no error."""
    backend = sqs_backends[ACCOUNT][REGION]
    for record in records:
        try:
            backend.delete_message(mapping.queue, record["receiptHandle"])
        except (QueueDoesNotExist, ReceiptHandleIsInvalid):
            continue
