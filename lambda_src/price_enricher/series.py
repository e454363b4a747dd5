"""Reads the part of a stored series that its new items affect, in few requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from lambda_src.price_enricher.indicators import LONGEST, Priced
from lambda_src.price_enricher.ports import Item, PriceTable

# A price is in its own window and in those of this many later items.
FOLLOWERS: Final = LONGEST - 1


@dataclass(frozen=True)
class Window:
    """An item that new ones affect, and the ticks up to it, newest first.

    `is_new`: it is one of the new items. `follows_fresh`: its window contains a new item that is
    so fresh that another invocation may still run without having read it.
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


def windows(table: PriceTable, series: str, new: Mapping[Decimal, bool]) -> dict[Decimal, Window]:
    """The window of every item that `new` ones (timestamp -> is it fresh) affect, oldest first.

    A deleted new item affects nothing; one without a usable price affects only itself. Ticks that
    arrived in order take one request. A tick far behind is read on its own, without all items
    between.

    The reads go from the newest item to the oldest, so an item is read before the ticks that it
    depends on. If one of those is stored in between, either it is read here, or the invocation
    that processes it finds the item as it was read here, and changes its revision.

    Raises:
        Unavailable: the table did not answer.
    """
    pending = sorted(new, reverse=True)
    found: dict[Decimal, Window] = {}
    top = None
    while pending:
        segment = _read_segment(table, series, pending, top)
        pending, resolved = segment.split(pending)
        if resolved:
            complete = {each: new[each] for each in new if each >= resolved[-1]}
            for window in segment.windows(complete):
                key = window.item.timestamp
                found[key] = window.merged(found.get(key))
        if pending:
            top = _last_follower(table, series, pending[0])
    return dict(sorted(found.items()))


@dataclass
class _Segment:
    """A part of the series without gaps, newest first."""

    items: list[Item]
    is_last: bool

    def split(self, pending: list[Decimal]) -> tuple[list[Decimal], list[Decimal]]:
        """Those of `pending`, newest first, that are not complete, and those that are."""
        count = sum(self.is_complete_at(timestamp) for timestamp in pending)
        return pending[count:], pending[:count]

    def is_complete_at(self, timestamp: Decimal) -> bool:
        """Whether the window of an item there is complete."""
        priced = sum(item.price is not None for item in self.items if item.timestamp <= timestamp)
        return self.is_last or priced >= LONGEST

    def windows(self, new: Mapping[Decimal, bool]) -> Iterator[Window]:
        """The windows that the `new` items affect."""
        ticks: list[Priced] = []
        since_new = since_fresh = LONGEST  # how many prices ago the last such item was
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


def _read_segment(
    table: PriceTable, series: str, pending: Sequence[Decimal], top: Decimal | None
) -> _Segment:
    """From `top`, or the newest item of all, down to where the newest of `pending` is complete.

    Unless that is far below: then only as far as one request goes.
    """
    limit = len(pending) + FOLLOWERS + (0 if top is None else FOLLOWERS)
    page = table.page(series, top, inclusive=True, limit=limit)
    segment = _Segment(list(page.items), page.is_last)
    while not segment.is_complete_at(pending[0]):
        oldest = segment.items[-1].timestamp
        if top is None and oldest > pending[0]:
            return segment
        page = table.page(series, oldest, inclusive=False, limit=limit)
        segment.items.extend(page.items)
        segment.is_last = page.is_last
    return segment


def _last_follower(table: PriceTable, series: str, timestamp: Decimal) -> Decimal:
    """The timestamp of the last item whose window contains the one at `timestamp`."""
    last, left, is_last = timestamp, FOLLOWERS, False
    while left > 0 and not is_last:
        page = table.following(series, last, limit=left)
        last = page.items[-1].timestamp if page.items else last
        left -= sum(item.price is not None for item in page.items)
        is_last = page.is_last
    return last
