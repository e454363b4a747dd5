"""Keeps account of one batch of stream records, by position in the batch."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lambda_src.price_enricher import records
from lambda_src.price_enricher.records import Key, Unprocessable


class Batch:
    """Which records are done, poisoned or open.

    Attributes:
        done: positions that need nothing more.
        poison: positions that can never be processed, and why.
        handed_over: poisoned positions that the dead letter queue took.
        enriched: what to tell of the items that now have their indicators.
        written: how many items were written.
        failure: why the work stopped early, if it did.
    """

    def __init__(self, stream_records: Sequence[Mapping[str, Any]]) -> None:
        self.records = stream_records
        self.done: set[int] = set()
        self.poison: dict[int, Unprocessable] = {}
        self.handed_over: list[int] = []
        self.enriched: dict[int, dict[str, str | None]] = {}
        self.written = 0
        self.failure: Exception | None = None
        self._keys: dict[int, Key] = {}
        for position, record in enumerate(stream_records):
            self._sort_in(position, record)

    def _sort_in(self, position: int, record: Mapping[str, Any]) -> None:
        if not records.is_insert(record):
            self.done.add(position)
            return
        try:
            self._keys[position] = records.key(record)
        except Unprocessable as error:
            self.poison[position] = error

    def symbols(self) -> list[str]:
        """The symbols of the batch, in the order in which they appear."""
        return list(dict.fromkeys(key.symbol for key in self._keys.values()))

    def waiting(self, symbol: str) -> dict[int, Decimal]:
        """Position and timestamp of what is left to do for a symbol, in order."""
        return {
            position: key.timestamp
            for position, key in self._keys.items()
            if key.symbol == symbol and position not in self.done and position not in self.poison
        }

    def poison_in_turn(self) -> Iterator[tuple[int, Unprocessable]]:
        """Poisoned positions, in order, up to the first record that is open for another reason."""
        for position in range(len(self.records)):
            if position in self.poison:
                yield position, self.poison[position]
            elif position not in self.done:
                return

    def first_open(self) -> str | None:
        """The sequence number from which Lambda must deliver again; None when all is done."""
        for position, record in enumerate(self.records):
            if position not in self.done:
                return records.sequence_number(record)
        return None
