"""Delivers one batch of stream records to its function: retries, bisection, discarding."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from localcloud.cloudwatch.service_metrics import lambda_ as metrics
from localcloud.lambda_.event_sources.batch_item_failures import first_failure
from localcloud.lambda_.event_sources.failure_record import DiscardedRecords, DiscardReason
from localcloud.lambda_.event_sources.mapping import UNLIMITED, DynamoDbMapping
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import (
    FunctionNotFound,
    Functions,
    InvocationResult,
    Refused,
    Throttled,
)

_FIRST_BACK_OFF_S = 1.0
_LONGEST_BACK_OFF_S = 60.0

_NEVER_RAN = InvocationResult(b"", None, "")


class PollingStopped(Exception):
    """The mapping was disabled or deleted, or the cloud closes; the rest stays undelivered."""


class BatchContext(Protocol):
    """What the delivery of a batch needs from the poller of its mapping."""

    def settings(self) -> DynamoDbMapping:
        """The current settings of the mapping.

        Raises:
            PollingStopped: delivery must not continue.
        """

    def age_s(self, record: StreamRecord) -> float:
        """The age of a record in seconds of AWS time."""

    def wait(self, seconds: float) -> None:
        """Wait for so many seconds of AWS time.

        Raises:
            PollingStopped: delivery must not continue.
        """

    def checkpoint(self, record: StreamRecord) -> None:
        """Move the checkpoint behind this record: it and all before it are processed."""

    def discard(self, batch: DiscardedRecords) -> None:
        """Send a failure record to the on-failure destination, if there is one."""


@dataclass
class _SubBatch:
    """Consecutive records that are invoked together; `attempts` count against the retries."""

    records: Sequence[StreamRecord]
    attempts: int = 0
    rejections: int = 0
    last: InvocationResult = _NEVER_RAN


def deliver_batch(
    records: Sequence[StreamRecord], functions: Functions, context: BatchContext
) -> None:
    """Invoke the function until every record has succeeded or was discarded, in order.

    - A function error, or a report of the first record, fails the sub-batch as a whole. With
      bisection it is halved, which uses up no retry; else it is retried up to the limit.
    - A report of a later record moves the checkpoint there; the rest is a new batch with all its
      retries (recorded: test_dynamodb_report_batch_item_failures, record 6 came once with its
      batch and four times alone at three retries).
    - Records older than the maximum age are discarded before an invocation.
    - Throttling, and a missing function, use up no retry: only the age ends them.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.

    Raises:
        PollingStopped: see `BatchContext`.
    """
    pending = [_SubBatch(records)]
    while pending:
        sub_batch = pending.pop()
        pending.extend(reversed(_step(sub_batch, functions, context)))


def _step(sub_batch: _SubBatch, functions: Functions, context: BatchContext) -> list[_SubBatch]:
    """Discard or invoke once; the result is what remains to be delivered, in order."""
    settings = context.settings()
    too_old = _too_old(sub_batch, settings, context)
    if too_old:
        return _discard_old(sub_batch, too_old, context)
    payload = json.dumps({"Records": [record.event for record in sub_batch.records]}).encode()
    metrics.iterator_age(settings.function_arn, context.age_s(sub_batch.records[-1]))
    try:
        sub_batch.last = functions.invoke(settings.function_arn, payload)
    except (Throttled, Refused, FunctionNotFound):
        sub_batch.rejections += 1
        context.wait(_back_off_s(sub_batch.rejections))
        return [sub_batch]
    index = _first_failure(sub_batch, settings)
    if index is None:
        context.checkpoint(sub_batch.records[-1])
        return []
    if index > 0:
        context.checkpoint(sub_batch.records[index - 1])
        return [_SubBatch(sub_batch.records[index:])]
    return _failed(sub_batch, settings, context)


def _failed(
    sub_batch: _SubBatch, settings: DynamoDbMapping, context: BatchContext
) -> list[_SubBatch]:
    if settings.bisect and len(sub_batch.records) > 1:
        middle = len(sub_batch.records) // 2
        return [_SubBatch(sub_batch.records[:middle]), _SubBatch(sub_batch.records[middle:])]
    sub_batch.attempts += 1
    if settings.max_retries != UNLIMITED and sub_batch.attempts > settings.max_retries:
        reason = DiscardReason.RETRIES_EXHAUSTED
        context.discard(
            DiscardedRecords(sub_batch.records, reason, sub_batch.attempts, sub_batch.last)
        )
        context.checkpoint(sub_batch.records[-1])
        return []
    context.wait(_back_off_s(sub_batch.attempts))
    return [sub_batch]


def _too_old(sub_batch: _SubBatch, settings: DynamoDbMapping, context: BatchContext) -> int:
    if settings.max_age_s == UNLIMITED:
        return 0
    return sum(context.age_s(record) > settings.max_age_s for record in sub_batch.records)


def _discard_old(sub_batch: _SubBatch, count: int, context: BatchContext) -> list[_SubBatch]:
    # Records are ordered by age, so the old ones are the first.
    old, rest = sub_batch.records[:count], sub_batch.records[count:]
    reason = DiscardReason.AGE_EXCEEDED
    context.discard(DiscardedRecords(old, reason, sub_batch.attempts, sub_batch.last))
    context.checkpoint(old[-1])
    if not rest:
        return []
    return [_SubBatch(rest, sub_batch.attempts, sub_batch.rejections, sub_batch.last)]


def _first_failure(sub_batch: _SubBatch, settings: DynamoDbMapping) -> int | None:
    if sub_batch.last.error:
        return 0
    if not settings.reports_failures:
        return None
    identifiers = [each.sequence_number for each in sub_batch.records]
    return first_failure(sub_batch.last.payload, identifiers)


def _back_off_s(failures: int) -> float:
    # AWS backs off exponentially and documents no numbers.
    return min(_LONGEST_BACK_OFF_S, _FIRST_BACK_OFF_S * 2.0 ** (failures - 1))
