"""Forms batches from the records of one shard: filter, batch size, window, payload limit."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from localcloud.lambda_.event_sources.mapping import DynamoDbMapping, Shard
from localcloud.lambda_.event_sources.stream_records import StreamRecord, lambda_record

_PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
_ENVELOPE_BYTES = len('{"Records": []}')
_SEPARATOR_BYTES = len(", ")


@dataclass
class StreamBatcher:
    """Collects one batch; `position` is the index in the shard of the next record to read.

    A batch is ready when it has the batch size, when its window has passed since its first record
    was read, or when another record would not fit into the payload limit of 6 MB. Records that no
    filter matches are skipped and do not count.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html.
    """

    position: int
    time_scale: float
    now: Callable[[], float] = time.monotonic
    records: list[StreamRecord] = field(default_factory=list)
    _bytes: int = _ENVELOPE_BYTES
    _first_read: float = 0.0
    _overflow: bool = False

    def read(self, shard: Shard, mapping: DynamoDbMapping) -> None:
        """Add the records that the shard has and the batch can hold."""
        while self.position < len(shard.items) and not self._is_full(mapping):
            stored = shard.items[self.position].record
            self._add(lambda_record(self.position, stored, mapping.stream_arn), mapping)

    def is_ready(self, mapping: DynamoDbMapping) -> bool:
        """True if the batch should go to the function now."""
        return bool(self.records) and (self._is_full(mapping) or self.time_left_s(mapping) <= 0)

    def time_left_s(self, mapping: DynamoDbMapping) -> float:
        """Real seconds until the window closes; the whole window while the batch is empty."""
        window_s = mapping.window_s * self.time_scale
        return window_s - (self.now() - self._first_read) if self.records else window_s

    def _is_full(self, mapping: DynamoDbMapping) -> bool:
        return self._overflow or len(self.records) >= mapping.batch_size

    def _add(self, record: StreamRecord, mapping: DynamoDbMapping) -> None:
        if mapping.accepts(record.event):
            size = len(json.dumps(record.event)) + _SEPARATOR_BYTES
            if self.records and self._bytes + size > _PAYLOAD_LIMIT_BYTES:
                self._overflow = True
                return
            if not self.records:
                self._first_read = self.now()
            self._bytes += size
            self.records.append(record)
        self.position += 1
