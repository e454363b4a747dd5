"""One batch of messages: received from a queue, delivered to its function, deleted or kept."""

import contextlib
import json
import time
from collections.abc import Callable, Collection
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
from localcloud.lambda_.interface import (
    FunctionNotFound,
    Functions,
    InvocationResult,
    Refused,
    Throttled,
)

_PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
_MOST_PER_RECEIVE = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
_FIRST_BACK_OFF_S = 1.0
_LONGEST_BACK_OFF_S = 60.0
_POLL_INTERVAL_S = 0.2

StoppedWithin = Callable[[float], bool]
"""Waits so many real seconds; True, and at once, when delivery must stop."""


@dataclass
class SqsBatch:
    """Messages that were received and are invisible to others for the queue's visibility timeout.

    What AWS waits (window, back-off) uses up the timeout in the cloud's scaled time; what the
    function runs uses it up second by second; a slow machine uses up nothing: no message becomes
    visible before its function has ended.

    The batch is ready when it has the batch size, when its window has passed, or when it is near
    the payload limit; without a window as soon as there is a message.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html.
    """

    time_scale: float
    now: Callable[[], float] = time.monotonic
    records: list[dict[str, Any]] = field(default_factory=list)
    invisible_s: float = 0.0
    """AWS seconds of the visibility timeout that are left."""
    _bytes: int = 0
    _first_received: float = 0.0

    def receive(self, mapping: SqsMapping) -> None:
        """Add the messages that the queue has and the batch can hold; wait up to 0.2 s for one."""
        count = min(_MOST_PER_RECEIVE, mapping.batch_size - len(self.records))
        messages, timeout_s = _receive(mapping.queue, count, self._wait_s(mapping))
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
        collected_s = (self.now() - self._first_received) / self.time_scale
        self.invisible_s -= min(mapping.window_s, collected_s)
        try:
            result = self._invoke(mapping, functions, stopped)
            if result is not None and result.error is None:
                _delete(mapping, self._processed(mapping, result.payload))
        finally:
            self._make_visible(mapping)

    def _invoke(
        self, mapping: SqsMapping, functions: Functions, stopped: StoppedWithin
    ) -> InvocationResult | None:
        payload = json.dumps({"Records": self.records}).encode()
        rejections = 0
        while self.invisible_s > 0:
            began = self.now()
            try:
                result = functions.invoke(mapping.function_arn, payload)
            except (Throttled, Refused, FunctionNotFound):
                rejections += 1
                if stopped(self._back_off_s(rejections) * self.time_scale):
                    return None
                continue
            self.invisible_s -= self.now() - began
            return result
        return None

    def _make_visible(self, mapping: SqsMapping) -> None:
        receipts = {record["receiptHandle"] for record in self.records}
        with contextlib.suppress(QueueDoesNotExist):
            _show(mapping.queue, receipts, max(0.0, self.invisible_s) * self.time_scale)

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
            self.invisible_s = timeout_s
        self._bytes += len(json.dumps(record))
        self.records.append(record)

    def _back_off_s(self, rejections: int) -> float:
        """Take the AWS seconds until the next attempt from what is left of the timeout."""
        # AWS backs off exponentially and documents no numbers.
        wanted_s = min(_LONGEST_BACK_OFF_S, _FIRST_BACK_OFF_S * 2.0 ** (rejections - 1))
        seconds = min(wanted_s, self.invisible_s)
        self.invisible_s -= seconds
        return seconds

    def _time_left_s(self, mapping: SqsMapping) -> float:
        return mapping.window_s * self.time_scale - (self.now() - self._first_received)

    def _wait_s(self, mapping: SqsMapping) -> float:
        left_s = self._time_left_s(mapping) if self.records else _POLL_INTERVAL_S
        return min(_POLL_INTERVAL_S, left_s)


def _receive(queue_name: str, count: int, wait_s: float) -> tuple[list[Any], int]:
    """The received messages, and the queue's visibility timeout in seconds."""
    backend = sqs_backends[ACCOUNT][REGION]
    with hooks.queues_changed:
        timeout_s = int(backend.get_queue(queue_name).visibility_timeout)
        messages = backend.receive_message(queue_name, count, 0, timeout_s, ["All"])
        if not messages and wait_s > 0:
            hooks.queues_changed.wait(wait_s)
            messages = backend.receive_message(queue_name, count, 0, timeout_s, ["All"])
    return messages, timeout_s


def _show(queue_name: str, receipts: Collection[str], after_s: float) -> None:
    """Make messages visible after so many real seconds, unless they were received again since.

    Raises:
        QueueDoesNotExist: the queue is gone.
    """
    queue = sqs_backends[ACCOUNT][REGION].get_queue(queue_name)
    with hooks.queues_changed:
        for message in queue._messages:  # noqa: SLF001 (invisible in its API)
            if message.receipt_handle in receipts:
                message.visible_at = unix_time_millis() + after_s * 1000


def _delete(mapping: SqsMapping, records: list[dict[str, Any]]) -> None:
    """Delete messages; a message or a queue that is already deleted is no error."""
    backend = sqs_backends[ACCOUNT][REGION]
    for record in records:
        try:
            backend.delete_message(mapping.queue, record["receiptHandle"])
        except (QueueDoesNotExist, ReceiptHandleIsInvalid):
            continue
