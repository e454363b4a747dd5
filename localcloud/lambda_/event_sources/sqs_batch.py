"""One batch of messages: gathered from a queue, brought to its function, deleted or left."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.sqs.exceptions import QueueDoesNotExist, ReceiptHandleIsInvalid
from moto.sqs.models import sqs_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.lambda_.event_sources.batch_item_failures import reported
from localcloud.lambda_.event_sources.sqs_mapping import QueueMapping
from localcloud.lambda_.event_sources.sqs_records import filtered_by, lambda_record
from localcloud.lambda_.interface import FunctionNotFound, Functions, Throttled
from localcloud.moto_patches.sqs.queues import receive_scaled

_PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
_MOST_AT_ONCE = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
_FIRST_BACK_OFF_S = 1.0
_LONGEST_BACK_OFF_S = 60.0
_LOOK_AGAIN_S = 0.2

StoppedWithin = Callable[[float], bool]
"""Waits so many real seconds; true, and at once, when nothing is to be tried again."""


@dataclass
class QueueBatch:
    """Messages that were received and are invisible to others for the queue's timeout.

    Ready when it has the batch size, when its window has passed, or when it is near the payload
    limit; without a window as soon as there is a message.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html.
    """

    time_scale: float
    now: Callable[[], float] = time.monotonic
    records: list[dict[str, Any]] = field(default_factory=list)
    visible_again: float = 0.0
    _bytes: int = 0
    _first_received: float = 0.0

    def receive(self, mapping: QueueMapping) -> None:
        """Take what the queue has and the batch can hold; wait a moment for the first."""
        count = min(_MOST_AT_ONCE, mapping.batch_size - len(self.records))
        messages, timeout_s = receive_scaled(
            mapping.queue, count, self._patience_s(mapping), self.time_scale
        )
        for message in messages:
            record = lambda_record(message, mapping.queue_arn, windowed=mapping.window_s > 0)
            if mapping.wants(filtered_by(record)):
                self._add(record, timeout_s)
            else:
                # Lambda deletes what no filter lets through.
                delete(mapping, [record])

    def is_ready(self, mapping: QueueMapping) -> bool:
        """Whether the batch should go to the function now."""
        full = len(self.records) >= mapping.batch_size or self._bytes > _PAYLOAD_LIMIT_BYTES / 2
        return bool(self.records) and (full or self._time_left_s(mapping) <= 0)

    def deliver(self, mapping: QueueMapping, functions: Functions, stopped: StoppedWithin) -> None:
        """Invoke the function and delete what it has processed; the rest becomes visible again.

        A throttled invocation is tried again until the messages are visible to others, or until
        the mapping is disabled or deleted; it uses up no receive but the one that it has.
        Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html.
        """
        payload = json.dumps({"Records": self.records}).encode()
        refusals = 0
        while self.now() < self.visible_again:
            try:
                result = functions.invoke(mapping.function_arn, payload)
            except (Throttled, FunctionNotFound):
                refusals += 1
                if stopped(self._back_off_s(refusals)):
                    return
                continue
            if result.error is None:
                delete(mapping, self._processed(mapping, result.payload))
            return

    def _processed(self, mapping: QueueMapping, answer: bytes) -> list[dict[str, Any]]:
        if not mapping.reports_failures:
            return self.records
        failed = reported(answer, [record["messageId"] for record in self.records])
        if failed is None:
            return []
        return [record for record in self.records if record["messageId"] not in failed]

    def _add(self, record: dict[str, Any], timeout_s: float) -> None:
        if not self.records:
            self._first_received = self.now()
            self.visible_again = self._first_received + timeout_s
        self._bytes += len(json.dumps(record))
        self.records.append(record)

    def _back_off_s(self, refusals: int) -> float:
        """Real seconds until the next attempt; not beyond the end of the messages' timeout."""
        # AWS backs off exponentially and documents no numbers.
        seconds = min(_LONGEST_BACK_OFF_S, _FIRST_BACK_OFF_S * 2.0 ** (refusals - 1))
        return max(0.0, min(seconds * self.time_scale, self.visible_again - self.now()))

    def _time_left_s(self, mapping: QueueMapping) -> float:
        return mapping.window_s * self.time_scale - (self.now() - self._first_received)

    def _patience_s(self, mapping: QueueMapping) -> float:
        return min(_LOOK_AGAIN_S, self._time_left_s(mapping)) if self.records else _LOOK_AGAIN_S


def delete(mapping: QueueMapping, records: list[dict[str, Any]]) -> None:
    """Delete messages; one that is gone already, or whose queue is, needs nothing."""
    backend = sqs_backends[ACCOUNT][REGION]
    for record in records:
        try:
            backend.delete_message(mapping.queue, record["receiptHandle"])
        except (QueueDoesNotExist, ReceiptHandleIsInvalid):
            continue
