"""Enriches the new items of one batch of the stream."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lambda_src.price_enricher.announcement import Invocation, messages, tick
from lambda_src.price_enricher.batch import Batch
from lambda_src.price_enricher.indicators import Indicators, compute
from lambda_src.price_enricher.ports import (
    Announcements,
    Changed,
    DeadLetters,
    PriceTable,
    Unavailable,
)
from lambda_src.price_enricher.records import Unprocessable
from lambda_src.price_enricher.series import Window, windows
from lambda_src.shared import decimals

# So often one symbol of a batch is read again because others write its items too.
READINGS: Final = 5


@dataclass(frozen=True)
class Enricher:
    """Gives stored ticks their indicators, and tells downstream."""

    table: PriceTable
    dead_letters: DeadLetters
    announcements: Announcements
    now: Callable[[], str]
    """The time as RFC 3339 in UTC."""

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
        for _ in range(READINGS):
            waiting = batch.waiting(symbol)
            found = windows(self.table, symbol, waiting.values())
            try:
                for position, timestamp in waiting.items():
                    self._settle(batch, position, found.get(timestamp))
            except Changed:
                continue
            return
        raise Unavailable(f"the items of a symbol changed during {READINGS} readings")

    def _settle(self, batch: Batch, position: int, window: Window | None) -> None:
        if window is None:  # deleted meanwhile: a write would bring a ghost back
            batch.done.add(position)
            return
        try:
            indicators = _indicators(window)
        except Unprocessable as error:
            batch.poison[position] = error
            return
        if window.item.stored != indicators:
            self.table.write(window.item, indicators, self.now())
            batch.written += 1
        batch.done.add(position)
        batch.enriched[position] = tick(window.item, indicators)

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
        """An item that stood enriched already is told too: the run that wrote it may have died."""
        ticks = [batch.enriched[position] for position in sorted(batch.enriched)]
        try:
            for message in messages(ticks, invocation, self.now()):
                self.announcements.publish(message)
        except Unavailable as error:
            batch.failure = error
            batch.done -= batch.enriched.keys()


def _indicators(window: Window) -> Indicators:
    if window.item.price is None:
        raise Unprocessable("the item has no usable price")
    indicators = compute(window.prices)
    values = [indicators.ma_5, indicators.ma_20, indicators.volatility]
    if not all(decimals.storable(value) for value in values if value is not None):
        raise Unprocessable("an indicator is out of the range of DynamoDB")
    return indicators
