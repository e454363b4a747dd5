"""Candles of trades: open, high, low, close and volume of an interval, exact.

Intervals are half-open, [opening, opening + length), in UTC, and named by their opening, as all
exchanges name them (https://docs.ccxt.com/#/README?id=ohlcv-structure).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal, Inexact
from math import floor
from typing import Any, Final

from market.reading.ticks import Tick, moment

# Their lengths in milliseconds.
INTERVALS: Final = {"1m": 60_000, "5m": 300_000, "1h": 3_600_000, "1d": 86_400_000}
# Sums of volumes are exact: DynamoDB's numbers reach from 1E-130 to 1E+125.
_EXACT: Final = Context(prec=400, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Candle:
    """The trades of one interval that opens at `open_time` (epoch milliseconds).

    `volume` is None if a trade came without one: a sum of the others would say too little. `final`
    is False as long as the webhook still accepts ticks of the interval.
    """

    open_time: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None
    trades: int
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
    ticks: Iterable[Tick], length: int, final_before: Decimal, *, newest_first: bool = False
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
            self.volume = None if volume is None else _EXACT.add(self.volume, volume)

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
