"""Enriches the new items of one batch of the stream, and repairs those that they touch."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lambda_src.price_enricher.announcement import Invocation, messages, tick
from lambda_src.price_enricher.batch import Batch
from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import (
    Announcements,
    Changed,
    DeadLetters,
    Item,
    PriceTable,
    Unavailable,
)
from lambda_src.price_enricher.results import Result, result
from lambda_src.price_enricher.series import windows

# So often one symbol of a batch is read again because others write its items too.
READINGS: Final = 8


@dataclass(frozen=True)
class Enricher:
    """Gives stored ticks their indicators, and tells downstream.

    Whatever order ticks arrive in, once every one of them was processed each item has the
    indicators of the stored series. For that, whoever processes a fresh tick writes all items
    whose windows hold it, even those that stand right: the new revision stops anybody who read
    the series before the tick was there (R-A-27, R-A-29).
    """

    table: PriceTable
    dead_letters: DeadLetters
    announcements: Announcements
    writers: Executor
    """Writes the items of a symbol side by side."""
    now: Callable[[], str]
    """The time as RFC 3339 in UTC."""
    clock: Callable[[], float]
    """The time in epoch seconds."""

    def process(self, stream_records: Sequence[Mapping[str, Any]], invocation: Invocation) -> Batch:
        """Enrich the inserted items; what could not be done now is left open in the batch.

        A record that can never be processed goes whole to the dead letter queue. When AWS does
        not answer, the work stops; what was done before is announced all the same.
        """
        batch = Batch(stream_records)
        try:
            for symbol in batch.symbols():
                self._enrich(symbol, batch)
        except Unavailable as error:
            batch.failure = error
        self._hand_over_poison(batch)
        self._announce(batch, invocation)
        return batch

    def _enrich(self, symbol: str, batch: Batch) -> None:
        written: set[Decimal] = set()
        for _ in range(READINGS):
            waiting = batch.waiting(symbol)
            new = batch.freshness(waiting, self.clock())
            results = [result(each) for each in windows(self.table, symbol, new).values()]
            try:
                self._write_all(results, written, batch)
            except Changed:
                continue
            batch.settle(waiting, results)
            return
        raise Unavailable(f"the items of a symbol changed during {READINGS} readings")

    def _write_all(self, results: Sequence[Result], written: set[Decimal], batch: Batch) -> None:
        """Write what is due and not written yet; raise what went wrong once all has ended."""
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

    def _hand_over_poison(self, batch: Batch) -> None:
        """Only what comes before the first open record: the rest is delivered again."""
        try:
            for position, error in batch.poison_in_turn():
                self.dead_letters.send(batch.records[position], error)
                batch.done.add(position)
                batch.handed_over.append(position)
        except Unavailable as error:
            batch.failure = error

    def _announce(self, batch: Batch, invocation: Invocation) -> None:
        """What stood right already is told too: the run that wrote it may have died."""
        try:
            for status, results in batch.news():
                ticks = [tick(each.item, each.indicators) for each in results if each.indicators]
                for message in messages(status, ticks, invocation, self.now()):
                    self.announcements.publish(message)
        except Unavailable as error:
            batch.failure = error
            batch.done -= batch.enriched.keys()
