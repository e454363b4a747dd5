"""Polls the stream of one event source mapping for as long as the mapping exists."""

import logging
import time
from datetime import UTC, datetime
from threading import Event

from localcloud import hooks
from localcloud.cloudwatch.service_metrics import lambda_ as metrics
from localcloud.identity.customer_keys import unusable, with_keys
from localcloud.identity.needs import Need
from localcloud.lambda_.destinations import NotDeliverable, deliver
from localcloud.lambda_.event_sources.failure_record import DiscardedRecords, failure_record
from localcloud.lambda_.event_sources.mapping import (
    DynamoDbMapping,
    Shard,
    find_shard,
    find_stream_mapping,
)
from localcloud.lambda_.event_sources.stream_batch import PollingStopped, deliver_batch
from localcloud.lambda_.event_sources.stream_batcher import StreamBatcher
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.execution_role import may
from localcloud.lambda_.interface import FunctionNotFound, Functions

_LOG = logging.getLogger(__name__)

_POLL_INTERVAL_S = 0.2
"""Real seconds until a change of the mapping is noticed; records arrive by condition."""


# https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
_ACTIONS = ("DescribeStream", "GetRecords", "GetShardIterator")


def _may_read(mapping: DynamoDbMapping) -> bool:
    """Whether the function's role may read the stream; without the right nothing is fetched."""
    needs = with_keys(Need(f"dynamodb:{each}", mapping.stream_arn) for each in _ACTIONS)
    try:
        return may(mapping.function_arn, needs) and unusable(needs) is None
    except FunctionNotFound:
        return True  # the mapping polls on; the function may come back


class StreamPoller:
    """The poller of one mapping, with its checkpoint in the stream.

    A disabled mapping keeps its checkpoint: enabled again, it continues there. Batches are
    processed one after another whatever the parallelization factor, which keeps the order of all
    records; AWS with a factor above 1 keeps it for each item only.
    """

    def __init__(self, uuid: str, functions: Functions, time_scale: float, closing: Event) -> None:
        self._uuid = uuid
        self._functions = functions
        self._time_scale = time_scale
        self._closing = closing
        self._checkpoint: int | None = None
        self._shard_id = ""
        self._skipped_s = 0.0

    def run(self) -> None:
        """Process batches until the mapping is deleted or the cloud closes."""
        while not self._closing.is_set():
            try:
                mapping = find_stream_mapping(self._uuid)
                if mapping is None:
                    return
                self._process_next(mapping)
            except PollingStopped:
                continue
            except Exception:  # noqa: BLE001 (the mapping must survive, as it does on AWS)
                _LOG.exception("event source mapping %s", self._uuid)
                self._closing.wait(_POLL_INTERVAL_S)

    def _process_next(self, mapping: DynamoDbMapping) -> None:
        shard = find_shard(mapping.stream_arn)
        if shard is None or not mapping.enabled or not _may_read(mapping):
            self._closing.wait(_POLL_INTERVAL_S)
            return
        self._shard_id = shard.id
        records = self._read_batch(shard)
        self._skipped_s = 0.0
        deliver_batch(records, self._functions, self)

    def _read_batch(self, shard: Shard) -> list[StreamRecord]:
        mapping = self.settings()
        if self._checkpoint is None:
            self._checkpoint = len(shard.items) if mapping.from_latest else 0
        batcher = StreamBatcher(self._checkpoint, self._time_scale)
        while True:
            batcher.read(shard, mapping)
            if batcher.is_ready(mapping):
                return batcher.records
            if not batcher.records:
                self._checkpoint = batcher.position
            _wait_for_records(shard, batcher, mapping)
            mapping = self.settings()

    def settings(self) -> DynamoDbMapping:
        """See `stream_batch.BatchContext`."""
        mapping = find_stream_mapping(self._uuid)
        if mapping is None or not mapping.enabled or self._closing.is_set():
            raise PollingStopped
        return mapping

    def age_s(self, record: StreamRecord) -> float:
        """See `stream_batch.BatchContext`."""
        return time.time() - record.created_s + self._skipped_s

    def wait(self, seconds: float) -> None:
        """See `stream_batch.BatchContext`."""
        real_s = seconds * self._time_scale
        deadline = time.monotonic() + real_s
        while (left_s := deadline - time.monotonic()) > 0:
            self._closing.wait(min(left_s, _POLL_INTERVAL_S))
            self.settings()
        self._skipped_s += seconds - real_s

    def checkpoint(self, record: StreamRecord) -> None:
        """See `stream_batch.BatchContext`."""
        self._checkpoint = record.index + 1

    def discard(self, batch: DiscardedRecords) -> None:
        """See `stream_batch.BatchContext`."""
        mapping = self.settings()
        if not mapping.on_failure:
            return
        now = datetime.now(UTC)
        body = failure_record(batch, self._shard_id, mapping.function_arn, now)
        try:
            deliver(mapping.function_arn, mapping.on_failure, body)
        except NotDeliverable as reason:
            metrics.destination_failed(mapping.function_arn)  # AWS, too, continues
            _LOG.warning("%s", reason)


def _wait_for_records(shard: Shard, batcher: StreamBatcher, mapping: DynamoDbMapping) -> None:
    wait_s = _POLL_INTERVAL_S
    if batcher.records:
        wait_s = min(wait_s, batcher.time_left_s(mapping))
    with hooks.stream_written:
        if len(shard.items) <= batcher.position:
            hooks.stream_written.wait(max(0.0, wait_s))
