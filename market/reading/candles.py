"""Candles of trades: open, high, low, close and volume of an interval, exact.

Intervals are half-open, [opening, opening + length), in UTC, and named by their opening, as all
exchanges name them (https://docs.ccxt.com/#/README?id=ohlcv-structure).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import reduce
from itertools import groupby
from math import floor
from typing import Any, Final

from market.reading.errors import ReadingError
from market.reading.ticks import EXACT, PriceTick, moment

# Their lengths in milliseconds.
INTERVALS: Final = {"1m": 60_000, "5m": 300_000, "1h": 3_600_000, "1d": 86_400_000}
_UNITS: Final = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_INTERVAL: Final = re.compile("([1-9][0-9]{0,3})([smhdw])")


def interval_ms(interval: str) -> int | None:
    """The length of an interval such as 1m, 4h, 1d or 1w in milliseconds; None if it is none."""
    found = _INTERVAL.fullmatch(interval)
    return int(found[1]) * _UNITS[found[2]] if found else None


def interval_of(length: int) -> str:
    """The interval of so many milliseconds, whole seconds, in the largest unit that is whole."""
    unit = max((unit for unit in _UNITS if length % _UNITS[unit] == 0), key=_UNITS.__getitem__)
    return f"{length // _UNITS[unit]}{unit}"


@dataclass(frozen=True, slots=True)
class Candle:
    """The trades of one interval that opens at `open_time` (epoch milliseconds).

    `volume` is None if a trade came without one: a sum of the others would say too little. `trades`
    is None if the candle was made of shorter ones, which do not tell. `final` is False as long as
    the webhook still accepts ticks of the interval.
    """

    open_time: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None
    trades: int | None
    final: bool
    indicators: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def time(self) -> datetime:
        """The opening, in UTC."""
        return moment(self.open_time)

    def row(self) -> list[Any]:
        """The candle as ccxt's `fetch_ohlcv` returns it, but with exact numbers."""
        return [self.open_time, self.open, self.high, self.low, self.close, self.volume]


def candles(
    ticks: Iterable[PriceTick], length: int, final_before: Decimal, *, newest_first: bool = False
) -> Iterator[Candle]:
    """The candle of each interval of `length` milliseconds that has ticks, in their order.

    Within an interval the order of the table decides what is first and last. A candle that closes
    by `final_before` is final.
    """
    interval = _Interval(0, 0)
    for tick in ticks:
        if not interval.opening <= tick.timestamp < interval.closing:
            if interval.trades:
                yield interval.candle(final_before, newest_first)
            opening = floor(tick.timestamp) // length * length
            interval = _Interval(opening, opening + length)
        interval.add(tick.price, tick.volume)
    if interval.trades:
        yield interval.candle(final_before, newest_first)


def bar(tick: PriceTick, length: int) -> Candle:
    """The candle of `length` milliseconds that a tick holds; its close is the price.

    Raises:
        ReadingError: it does not open at a whole interval, so that it would lie in two longer ones.
    """
    opening = floor(tick.timestamp) - length if tick.bar is None else int(tick.bar)
    if opening % length:
        raise ReadingError(
            f"A candle of {tick.series} opens at {moment(opening)}, not at a whole interval;"
            " see: market prices"
        )
    first, high, low = (one or tick.price for one in (tick.open, tick.high, tick.low))
    return Candle(opening, first, high, low, tick.price, tick.volume, trades=None, final=True)


def merged(
    bars: Iterable[Candle], length: int, final_before: Decimal, *, newest_first: bool = False
) -> Iterator[Candle]:
    """The candle of each interval that has bars, in their order; bars lie in one interval each.

    Of bars that are missing in an interval nobody knows, as of trades.
    """
    for place, group in groupby(bars, key=lambda one: one.open_time // length):
        inside = list(group)[:: -1 if newest_first else 1]
        yield Candle(
            open_time=place * length,
            open=inside[0].open,
            high=max(one.high for one in inside),
            low=min(one.low for one in inside),
            close=inside[-1].close,
            volume=_sum([one.volume for one in inside]),
            trades=None,
            final=(place + 1) * length <= final_before,
        )


def _sum(volumes: Sequence[Decimal | None]) -> Decimal | None:
    known = [volume for volume in volumes if volume is not None]
    return reduce(EXACT.add, known) if len(known) == len(volumes) else None


class _Interval:
    """The trades of an interval so far, in constant memory."""

    __slots__ = ("closing", "first", "high", "last", "low", "opening", "trades", "volume")

    def __init__(self, opening: int, closing: int) -> None:
        self.opening, self.closing = opening, closing
        self.trades = 0
        self.first = self.high = self.low = self.last = Decimal(0)
        self.volume: Decimal | None = Decimal(0)

    def add(self, price: Decimal, volume: Decimal | None) -> None:
        if not self.trades:
            self.first = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.last = price
        self.trades += 1
        if self.volume is not None:
            self.volume = None if volume is None else EXACT.add(self.volume, volume)

    def candle(self, final_before: Decimal, newest_first: bool) -> Candle:
        return Candle(
            open_time=self.opening,
            open=self.last if newest_first else self.first,
            high=self.high,
            low=self.low,
            close=self.first if newest_first else self.last,
            volume=self.volume,
            trades=self.trades,
            final=self.closing <= final_before,
        )


def filled(found: Iterable[Candle], length: int, final_before: Decimal) -> Iterator[Candle]:
    """The candles and, between them, one at the last close for each interval without trades."""
    before: Candle | None = None
    for candle in found:
        if before is not None:
            for opening in range(before.open_time + length, candle.open_time, length):
                yield _empty(opening, before.close, final=opening + length <= final_before)
        yield candle
        before = candle


def _empty(opening: int, price: Decimal, *, final: bool) -> Candle:
    return Candle(opening, price, price, price, price, Decimal(0), 0, final)
