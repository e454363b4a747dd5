"""Enriches the new items of one batch of the stream, and repairs the items that they affect."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lambda_src.price_enricher.announcement import Invocation, messages, tick
from lambda_src.price_enricher.batch import RecordBatch
from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import (
    Changed,
    FailedRecordQueue,
    Item,
    PriceTable,
    SuccessTopic,
    Unavailable,
)
from lambda_src.price_enricher.results import EnrichmentResult, result
from lambda_src.price_enricher.series import windows

# The attempts for one series of a batch while other invocations write its items too.
MAX_READS: Final = 8


@dataclass(frozen=True)
class Enricher:
    """Adds indicators to stored ticks, and announces them.

    Once all ticks are processed, each item has the indicators of the stored series, whatever the
    order of arrival. To that end, the invocation that processes a fresh tick writes all items
    whose windows contain it, even correct ones: the new revision stops every invocation that read
    the series without the tick (R-A-27, R-A-29).
    """

    table: PriceTable
    dead_letter_queue: FailedRecordQueue
    success_topic: SuccessTopic
    writers: Executor
    """Writes the items of a series concurrently."""
    now: Callable[[], str]
    """The time as RFC 3339 in UTC."""
    clock: Callable[[], float]
    """The time in epoch seconds."""
    max_deviation_percent: int
    """A price further than this from the median before it is suspect."""

    def process(
        self, stream_records: Sequence[Mapping[str, Any]], invocation: Invocation
    ) -> RecordBatch:
        """Enrich the inserted items; unfinished ones stay pending in the batch.

        An unprocessable record goes whole to the dead-letter queue. When a call to AWS fails,
        the work stops; the ticks enriched so far are announced all the same.
        """
        batch = RecordBatch(stream_records)
        try:
            for series in batch.series_names():
                self._enrich(series, batch)
        except Unavailable as error:
            batch.failure = error
        self._dead_letter(batch)
        self._announce(batch, invocation)
        return batch

    def is_suspect(self, indicators: Indicators) -> bool:
        """Whether readers should beware of the price; the table holds its deviation only."""
        deviation = indicators.deviation
        return deviation is not None and abs(deviation) * 100 > self.max_deviation_percent

    def _enrich(self, series: str, batch: RecordBatch) -> None:
        written: set[Decimal] = set()
        for _ in range(MAX_READS):
            pending = batch.pending(series)
            new = batch.freshness(pending, self.clock())
            results = [result(each) for each in windows(self.table, series, new).values()]
            try:
                self._write_all(results, written, batch)
            except Changed:
                continue
            batch.resolve(pending, results)
            return
        raise Unavailable(f"the items of a series changed during {MAX_READS} reads")

    def _write_all(
        self, results: Sequence[EnrichmentResult], written: set[Decimal], batch: RecordBatch
    ) -> None:
        """Write what is due and not written yet; after all writes, raise the worst error."""
        due = [
            (each.item, each.indicators)
            for each in results
            if each.indicators and each.is_due(written)
        ]
        problems: list[Exception] = []
        for (item, _), problem in zip(due, self.writers.map(self._write, due), strict=True):
            if problem is None:
                written.add(item.timestamp)
                batch.written += 1
            else:
                problems.append(problem)
        if problems:
            raise next((each for each in problems if isinstance(each, Unavailable)), problems[0])

    def _write(self, due: tuple[Item, Indicators]) -> Changed | Unavailable | None:
        try:
            self.table.write(*due, self.now())
        except (Changed, Unavailable) as problem:
            return problem
        return None

    def _dead_letter(self, batch: RecordBatch) -> None:
        """Only records before the first pending one: Lambda delivers the rest again."""
        try:
            for position, error in batch.unprocessable_in_order():
                self.dead_letter_queue.send(batch.records[position], error)
                batch.done.add(position)
                batch.dead_lettered.append(position)
        except Unavailable as error:
            batch.failure = error

    def _announce(self, batch: RecordBatch, invocation: Invocation) -> None:
        """Correct items too: the invocation that wrote them may have ended before this."""
        try:
            for status, results in batch.announcements_by_status():
                ticks = [
                    tick(each.item, each.indicators, is_suspect=self.is_suspect(each.indicators))
                    for each in results
                    if each.indicators
                ]
                for message in messages(status, ticks, invocation, self.now()):
                    self.success_topic.publish(message)
        except Unavailable as error:
            batch.failure = error
            batch.done -= batch.enriched.keys()
