"""Keeps account of one batch of stream records, by position in the batch."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from lambda_src.price_enricher import records
from lambda_src.price_enricher.announcement import Status
from lambda_src.price_enricher.records import Key, Unprocessable
from lambda_src.price_enricher.results import Result

# No run of the function lives as long: its timeout is half of it, and AWS kills it then.
LONGEST_RUN_SECONDS: Final = 60.0


class Batch:
    """Which records are done, poisoned or open.

    Attributes:
        done: positions that need nothing more.
        poison: positions that can never be processed, and why.
        handed_over: poisoned positions that the dead letter queue took.
        enriched: the new items that now have their indicators.
        repaired: the older items that new ones touched.
        written: how many items were written.
        failure: why the work stopped early, if it did.
    """

    def __init__(self, stream_records: Sequence[Mapping[str, Any]]) -> None:
        self.records = stream_records
        self.done: set[int] = set()
        self.poison: dict[int, Unprocessable] = {}
        self.handed_over: list[int] = []
        self.enriched: dict[int, Result] = {}
        self.repaired: list[Result] = []
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

    def waiting(self, symbol: str) -> dict[Decimal, list[int]]:
        """The timestamps that are left to do for a symbol, and their positions."""
        found: dict[Decimal, list[int]] = {}
        for position, key in self._keys.items():
            if key.symbol == symbol and position not in self.done and position not in self.poison:
                found.setdefault(key.timestamp, []).append(position)
        return found

    def freshness(
        self, waiting: Mapping[Decimal, Sequence[int]], now: float
    ) -> dict[Decimal, bool]:
        """Whether somebody may still be at work who read the series before these were stored."""
        return {
            timestamp: any(self._is_fresh(position, now) for position in positions)
            for timestamp, positions in waiting.items()
        }

    def _is_fresh(self, position: int, now: float) -> bool:
        time = records.created(self.records[position])
        return time is None or now - time < LONGEST_RUN_SECONDS

    def settle(self, waiting: Mapping[Decimal, list[int]], results: Sequence[Result]) -> None:
        """Note what became of the items at `waiting`, and of those that they touch."""
        new = {each.item.timestamp: each for each in results if each.window.is_new}
        for timestamp, positions in waiting.items():
            for position in positions:
                self._settle(position, new.get(timestamp))
        self.repaired += [each for each in results if each.repairs and each.indicators]

    def _settle(self, position: int, result: Result | None) -> None:
        """A new item that is gone needs nothing: a write would bring a ghost back."""
        if result is not None and result.problem is not None:
            self.poison[position] = result.problem
            return
        self.done.add(position)
        if result is not None:
            self.enriched[position] = result

    def news(self) -> Iterator[tuple[Status, list[Result]]]:
        """What downstream is to be told, by status."""
        yield "enriched", [self.enriched[position] for position in sorted(self.enriched)]
        yield "repaired", self.repaired

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
