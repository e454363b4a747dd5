"""Reads as much of a symbol's stored series as its new items need, in few requests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lambda_src.price_enricher.indicators import LONG
from lambda_src.price_enricher.ports import Item, Page, PriceTable

EARLIER: Final = LONG - 1


@dataclass(frozen=True)
class Window:
    """An item, and the prices up to its own, newest first: 20 of them, if there are so many."""

    item: Item
    prices: tuple[Decimal, ...]


def windows(table: PriceTable, symbol: str, timestamps: Iterable[Decimal]) -> dict[Decimal, Window]:
    """The window of every item at `timestamps`; an item that is gone has none.

    Ticks that arrived in order take one request: the batch and the 19 items before it. A tick
    far behind its batch is read on its own rather than with all that lies between.

    Raises:
        Unavailable: the table did not answer.
    """
    waiting = sorted(set(timestamps), reverse=True)
    found: dict[Decimal, Window] = {}
    while waiting:
        stretch = _stretch(table, symbol, waiting)
        decided = [timestamp for timestamp in waiting if stretch.decides(timestamp)]
        for timestamp in decided:
            found.update(stretch.window(timestamp))
        waiting = waiting[len(decided) :]  # what decides a timestamp decides all later ones
    return found


@dataclass
class _Stretch:
    """A part of the series without gaps, newest first."""

    items: list[Item]
    is_last: bool

    def decides(self, timestamp: Decimal) -> bool:
        return self.is_last or len(list(self._prices(timestamp))) == LONG

    def window(self, timestamp: Decimal) -> Iterator[tuple[Decimal, Window]]:
        for item in self.items:
            if item.timestamp == timestamp:
                yield timestamp, Window(item, tuple(self._prices(timestamp)))

    def extend(self, page: Page) -> None:
        self.items.extend(page.items)
        self.is_last = page.is_last

    def _prices(self, timestamp: Decimal) -> Iterator[Decimal]:
        """Up to 20 prices; an item without a usable one does not count."""
        found = 0
        for item in self.items:
            if found < LONG and item.timestamp <= timestamp and item.price is not None:
                found += 1
                yield item.price


def _stretch(table: PriceTable, symbol: str, waiting: list[Decimal]) -> _Stretch:
    """From the newest of `waiting` down to where at least that one is decided."""
    limit = len(waiting) + EARLIER
    page = table.page(symbol, waiting[0], inclusive=True, limit=limit)
    stretch = _Stretch(list(page.items), page.is_last)
    while not stretch.decides(waiting[0]):
        oldest = stretch.items[-1].timestamp
        stretch.extend(table.page(symbol, oldest, inclusive=False, limit=limit))
    return stretch
