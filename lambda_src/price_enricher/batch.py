"""The state of one batch of stream records, by position in the batch."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from lambda_src.price_enricher import records
from lambda_src.price_enricher.announcement import Status
from lambda_src.price_enricher.records import Key, Unprocessable
from lambda_src.price_enricher.results import EnrichmentResult

# Longer than any invocation: the timeout of the function is half of it.
MAX_RUN_SECONDS: Final = 60.0


class RecordBatch:
    """Which records are done, unprocessable or pending.

    Attributes:
        done: positions that need nothing more.
        unprocessable: positions that can never be processed, and why.
        dead_lettered: unprocessable positions that are in the dead-letter queue.
        enriched: results of the new items, which now have indicators.
        repaired: results of older items that new ones affect.
        written: number of written items.
        failure: the error that stopped the batch early, if any.
    """

    def __init__(self, stream_records: Sequence[Mapping[str, Any]]) -> None:
        self.records = stream_records
        self.done: set[int] = set()
        self.unprocessable: dict[int, Unprocessable] = {}
        self.dead_lettered: list[int] = []
        self.enriched: dict[int, EnrichmentResult] = {}
        self.repaired: list[EnrichmentResult] = []
        self.written = 0
        self.failure: Exception | None = None
        self._keys: dict[int, Key] = {}
        for position, record in enumerate(stream_records):
            self._classify(position, record)

    def _classify(self, position: int, record: Mapping[str, Any]) -> None:
        if not records.is_new_tick(record):
            self.done.add(position)
            return
        try:
            self._keys[position] = records.key(record)
        except Unprocessable as error:
            self.unprocessable[position] = error

    def series_names(self) -> list[str]:
        """The series of the batch, in the order in which they appear."""
        return list(dict.fromkeys(key.series for key in self._keys.values()))

    def pending(self, series: str) -> dict[Decimal, list[int]]:
        """The pending timestamps of a series, and their positions."""
        found: dict[Decimal, list[int]] = {}
        for position, key in self._keys.items():
            if (
                key.series == series
                and position not in self.done
                and position not in self.unprocessable
            ):
                found.setdefault(key.timestamp, []).append(position)
        return found

    def freshness(
        self, pending: Mapping[Decimal, Sequence[int]], now: float
    ) -> dict[Decimal, bool]:
        """Whether an invocation may still run that read the series before these were stored."""
        return {
            timestamp: any(self._is_fresh(position, now) for position in positions)
            for timestamp, positions in pending.items()
        }

    def _is_fresh(self, position: int, now: float) -> bool:
        time = records.created(self.records[position])
        return time is None or now - time < MAX_RUN_SECONDS

    def resolve(
        self, pending: Mapping[Decimal, list[int]], results: Sequence[EnrichmentResult]
    ) -> None:
        """Record the results of the items at `pending`, and of the items that they affect."""
        new = {each.item.timestamp: each for each in results if each.window.is_new}
        for timestamp, positions in pending.items():
            for position in positions:
                self._resolve(position, new.get(timestamp))
        self.repaired += [each for each in results if each.repairs and each.indicators]

    def _resolve(self, position: int, result: EnrichmentResult | None) -> None:
        """A new item that was deleted needs nothing: a write would restore it."""
        if result is not None and result.problem is not None:
            self.unprocessable[position] = result.problem
            return
        self.done.add(position)
        if result is not None:
            self.enriched[position] = result

    def announcements_by_status(self) -> Iterator[tuple[Status, list[EnrichmentResult]]]:
        """The results to announce, by status; history that was loaded is no news, however new."""
        enriched = [self.enriched[position] for position in sorted(self.enriched)]
        yield "enriched", [each for each in enriched if not each.is_history]
        yield "repaired", [each for each in self.repaired if not each.is_history]
        yield "backfilled", [each for each in (*enriched, *self.repaired) if each.is_history]

    def unprocessable_in_order(self) -> Iterator[tuple[int, Unprocessable]]:
        """Unprocessable positions, in order, up to the first record that is pending."""
        for position in range(len(self.records)):
            if position in self.unprocessable:
                yield position, self.unprocessable[position]
            elif position not in self.done:
                return

    def checkpoint(self) -> str | None:
        """The sequence number from which Lambda must deliver again; None if all is done."""
        for position, record in enumerate(self.records):
            if position not in self.done:
                return records.sequence_number(record)
        return None
