"""Reads the stream of one event source mapping for as long as the mapping exists."""

import logging
import time
from datetime import UTC, datetime
from threading import Event

from localcloud import hooks as seams
from localcloud.lambda_.destinations import NotDeliverable, deliver
from localcloud.lambda_.event_sources.failure_record import GivenUp, failure_record
from localcloud.lambda_.event_sources.mapping import Mapping, Shard, find_mapping, find_shard
from localcloud.lambda_.event_sources.stream_batch import Stopped, deliver_batch
from localcloud.lambda_.event_sources.stream_batcher import Intake
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import Functions

_LOG = logging.getLogger(__name__)

_LOOK_AGAIN_S = 0.2
"""How soon, in real seconds, a change of the mapping is noticed; records arrive by condition."""


class StreamReader:
    """One mapping's place in its stream.

    The place outlives being disabled: enabled again, the mapping goes on where it stopped.
    Batches are processed one after another whatever the parallelization factor: that keeps the
    order that a factor above 1 keeps for each item only.
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
                mapping = find_mapping(self._uuid)
                if mapping is None:
                    return
                self._process_next(mapping)
            except Stopped:
                continue
            except Exception:  # noqa: BLE001 - the mapping must survive, as it does on AWS
                _LOG.exception("event source mapping %s", self._uuid)
                self._closing.wait(_LOOK_AGAIN_S)

    def _process_next(self, mapping: Mapping) -> None:
        shard = find_shard(mapping.stream_arn)
        if shard is None or not mapping.enabled:
            self._closing.wait(_LOOK_AGAIN_S)
            return
        self._shard_id = shard.id
        records = self._next_batch(shard)
        self._skipped_s = 0.0
        deliver_batch(records, self._functions, self)

    def _next_batch(self, shard: Shard) -> list[StreamRecord]:
        mapping = self.settings()
        if self._checkpoint is None:
            self._checkpoint = len(shard.items) if mapping.from_latest else 0
        intake = Intake(self._checkpoint, self._time_scale)
        while True:
            intake.read(shard, mapping)
            if intake.is_ready(mapping):
                return intake.records
            if not intake.records:
                self._checkpoint = intake.position
            self._await_more(shard, intake, mapping)
            mapping = self.settings()

    def _await_more(self, shard: Shard, intake: Intake, mapping: Mapping) -> None:
        patience_s = _LOOK_AGAIN_S
        if intake.records:
            patience_s = min(patience_s, intake.time_left_s(mapping))
        with seams.stream_written:
            if len(shard.items) <= intake.position:
                seams.stream_written.wait(max(0.0, patience_s))

    def settings(self) -> Mapping:
        """See ``batch_delivery.Surroundings``."""
        mapping = find_mapping(self._uuid)
        if mapping is None or not mapping.enabled or self._closing.is_set():
            raise Stopped
        return mapping

    def age_s(self, record: StreamRecord) -> float:
        """See ``batch_delivery.Surroundings``."""
        return time.time() - record.created_s + self._skipped_s

    def wait(self, seconds: float) -> None:
        """See ``batch_delivery.Surroundings``."""
        real_s = seconds * self._time_scale
        deadline = time.monotonic() + real_s
        while (left_s := deadline - time.monotonic()) > 0:
            self._closing.wait(min(left_s, _LOOK_AGAIN_S))
            self.settings()
        self._skipped_s += seconds - real_s

    def advance(self, record: StreamRecord) -> None:
        """See ``batch_delivery.Surroundings``."""
        self._checkpoint = record.index + 1

    def give_up(self, batch: GivenUp) -> None:
        """See ``batch_delivery.Surroundings``."""
        mapping = self.settings()
        if not mapping.on_failure:
            return
        now = datetime.now(UTC)
        body = failure_record(batch, self._shard_id, mapping.function_arn, now)
        try:
            deliver(mapping.on_failure, body)
        except NotDeliverable as reason:
            # AWS counts DestinationDeliveryFailures and moves on.
            _LOG.warning("%s", reason)
