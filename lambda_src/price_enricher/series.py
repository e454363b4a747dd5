"""Reads as much of a symbol's stored series as its new items touch, in few requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from lambda_src.price_enricher.indicators import LONGEST, Priced
from lambda_src.price_enricher.ports import Item, PriceTable

# A price counts in its own window and in those of so many later ones.
FOLLOWERS: Final = LONGEST - 1


@dataclass(frozen=True)
class Window:
    """An item that new ones touch, and the ticks up to it, newest first.

    `is_new`: it is one of the new items. `follows_fresh`: an earlier new item counts in its
    window that is so fresh that somebody may still be at work who has not seen it.
    """

    item: Item
    ticks: tuple[Priced, ...]
    is_new: bool
    follows_fresh: bool

    def merged(self, earlier: "Window | None") -> "Window":
        """This window, read again after `earlier`."""
        if earlier is None:
            return self
        return replace(
            self,
            is_new=self.is_new or earlier.is_new,
            follows_fresh=self.follows_fresh or earlier.follows_fresh,
        )


def windows(table: PriceTable, symbol: str, new: Mapping[Decimal, bool]) -> dict[Decimal, Window]:
    """The window of every item that `new` ones (timestamp -> is it fresh) touch, oldest first.

    A new item that is gone touches nothing; one without a usable price touches only itself.
    Ticks that arrived in order take one request. A tick far behind is read on its own rather
    than with all that lies between.

    Everything is read from the newest to the oldest. An item is therefore read before the ticks
    that it depends on: if one of those is stored in between, either it is seen here, or whoever
    processes it finds the item as it was read here and changes its revision.

    Raises:
        Unavailable: the table did not answer.
    """
    waiting = sorted(new, reverse=True)
    found: dict[Decimal, Window] = {}
    top = None
    while waiting:
        stretch = _stretch(table, symbol, waiting, top)
        waiting, decided = stretch.part(waiting)
        if decided:
            complete = {each: new[each] for each in new if each >= decided[-1]}
            for window in stretch.windows(complete):
                key = window.item.timestamp
                found[key] = window.merged(found.get(key))
        if waiting:
            top = _last_follower(table, symbol, waiting[0])
    return dict(sorted(found.items()))


@dataclass
class _Stretch:
    """A part of the series without gaps, newest first."""

    items: list[Item]
    is_last: bool

    def part(self, waiting: list[Decimal]) -> tuple[list[Decimal], list[Decimal]]:
        """Those of `waiting`, newest first, that are not decided, and those that are."""
        count = sum(self.decides(timestamp) for timestamp in waiting)
        return waiting[count:], waiting[:count]

    def decides(self, timestamp: Decimal) -> bool:
        """Whether the window of an item there is complete."""
        priced = sum(item.price is not None for item in self.items if item.timestamp <= timestamp)
        return self.is_last or priced >= LONGEST

    def windows(self, new: Mapping[Decimal, bool]) -> Iterator[Window]:
        """What the `new` items touch."""
        ticks: list[Priced] = []
        since_new = since_fresh = LONGEST  # how many prices ago the last one was
        for item in reversed(self.items):
            is_new = item.timestamp in new
            if item.price is None:
                if is_new:
                    yield Window(item, (), is_new=True, follows_fresh=False)
                continue
            ticks.insert(0, Priced(item.price, item.volume))
            del ticks[LONGEST:]
            since_new, since_fresh = since_new + 1, since_fresh + 1
            if is_new or since_new <= FOLLOWERS:
                yield Window(item, tuple(ticks), is_new, since_fresh <= FOLLOWERS)
            if is_new:
                since_new = 0
            if new.get(item.timestamp):
                since_fresh = 0


def _stretch(
    table: PriceTable, symbol: str, waiting: Sequence[Decimal], top: Decimal | None
) -> _Stretch:
    """From `top`, or the newest item of all, down to where the newest of `waiting` is decided.

    Unless that is far below: then only as far as one request goes.
    """
    limit = len(waiting) + FOLLOWERS + (0 if top is None else FOLLOWERS)
    page = table.page(symbol, top, inclusive=True, limit=limit)
    stretch = _Stretch(list(page.items), page.is_last)
    while not stretch.decides(waiting[0]):
        oldest = stretch.items[-1].timestamp
        if top is None and oldest > waiting[0]:
            return stretch
        page = table.page(symbol, oldest, inclusive=False, limit=limit)
        stretch.items.extend(page.items)
        stretch.is_last = page.is_last
    return stretch


def _last_follower(table: PriceTable, symbol: str, timestamp: Decimal) -> Decimal:
    """Where the last item stands whose window holds the one at `timestamp`."""
    last, left, is_last = timestamp, FOLLOWERS, False
    while left > 0 and not is_last:
        page = table.following(symbol, last, limit=left)
        last = page.items[-1].timestamp if page.items else last
        left -= sum(item.price is not None for item in page.items)
        is_last = page.is_last
    return last
