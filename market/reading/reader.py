"""The client: finds the series of a market, and reads its ticks and candles."""

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import floor
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

from market.reading import candles as building
from market.reading import series as naming
from market.reading.candles import INTERVALS, Candle, interval_ms
from market.reading.errors import ReadingError
from market.reading.indicators import Indicator, with_indicators
from market.reading.near_names import near_names
from market.reading.price_table import OnPage, PriceQueries, Range
from market.reading.series import Series
from market.reading.ticks import ATTRIBUTES, PriceTick, milliseconds, tick

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# How long after its time the webhook accepts a tick, unless an environment sets it otherwise.
LATE: Final = timedelta(hours=24)
_CANDLE_ATTRIBUTES: Final = ("symbol", "timestamp", "price", "volume")
_MOST_NAMES: Final = 8
# No series has a longer one; DynamoDB refuses an empty key.
MOST_NAME_BYTES: Final = 255


class PriceReader:
    """Reads one table `crypto-prices-<suffix>` by Query and GetItem.

    Without a `client`, boto3 finds region and credentials as usual. `late` is the setting
    `max_behind_seconds` of the environment; `clock` returns the time in epoch seconds.
    """

    def __init__(
        self,
        table: str,
        client: "DynamoDBClient | None" = None,
        *,
        on_page: OnPage | None = None,
        late: timedelta = LATE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        made: Any = client or boto3.client(
            "dynamodb", config=Config(retries={"mode": "standard", "max_attempts": 8})
        )
        self._table = PriceQueries(made, table, on_page)
        self._late = late // timedelta(milliseconds=1)
        self._clock = clock

    def series(self, market: str, exchange: str | None = None) -> list[Series]:
        """The series of a market (`BTC-USD`), of one exchange or of all; or the series itself.

        `exchange` may name the venue of alerts, too: `tradingview.binance`.

        Raises:
            ReadingError: the table has no such market, or not of this exchange.
        """
        if not 0 < _size(market) <= MOST_NAME_BYTES:
            raise ReadingError(f"A market has a name such as BTC-USD, not {market[:20]!r}.")
        names = [market] if "@" in market else self._table.series_of(market)
        every = [naming.parse(name) for name in names]
        if not every:
            raise ReadingError(self._unknown(market))
        found = [one for one in every if one.is_of(exchange)]
        if not found:
            places = ", ".join(sorted({one.place for one in every}))
            raise ReadingError(f"{market} has no prices of {exchange!r}; choose one of: {places}.")
        return found

    def known(self, markets: Sequence[str]) -> list[str]:
        """Those of these markets of which the table has a series, in the given order.

        Raises:
            NoTable: there is no such table.
        """
        return self._table.known(markets)

    def ticks(
        self,
        market: str,
        *,
        exchange: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        last: int | None = None,
    ) -> Iterator[PriceTick]:
        """The ticks of all series of the market, oldest first; of one instant, by series.

        Those from `start` to before `end`, or the `last` ones of them. They are read while the
        iterator runs, in constant memory (except for `last`).

        Raises:
            ReadingError: as `series` does, or there is no such table.
        """
        within = _range(start, end)
        names = [one.name for one in self.series(market, exchange)]
        if last is None:
            return heapq.merge(*(self._ticks(name, within) for name in names), key=_order)
        newest = (self._newest_ticks(name, within, last) for name in names)
        merged = heapq.merge(*newest, key=_order, reverse=True)
        return reversed(list(islice(merged, last)))

    def candles(
        self,
        market: str,
        every: str,
        *,
        exchange: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        last: int | None = None,
        fill: bool = False,
        indicators: Sequence[str] = (),
    ) -> Iterator[Candle]:
        """The candles of the market's trades on one exchange, oldest first.

        A series of candles (`BTC-USDT@binance:candle.1m`) is merged into longer ones; so is the one
        of a market without trades.

        Those of the intervals that `start` and `end` are in and of all between, or the `last` ones
        of them. Intervals without trades are left out; with `fill` they are candles at the last
        close. `every` is a key of `INTERVALS`. `indicators` are such as `ema:20`; they start
        before the first candle, so that its values do not depend on where the candles begin.

        Raises:
            ReadingError: as `series` does; trades of several exchanges, of which none is named;
                neither trades nor candles; an interval or an indicator that does not exist; or
                candles that do not fit into the interval.
        """
        length = _length(every)
        series = self._source(market, exchange, every)
        chosen = [Indicator.parse(each) for each in dict.fromkeys(indicators)]
        within = _aligned(_range(start, end), length)
        if last is None and not chosen:
            return self._filled(self._candles(series, within, length), length, fill=fill)
        return iter(self._with_history(series, within, length, last, chosen, fill=fill))

    def _with_history(
        self,
        series: Series,
        within: Range,
        length: int,
        last: int | None,
        indicators: Sequence[Indicator],
        *,
        fill: bool,
    ) -> Sequence[Candle]:
        """The candles, computed together with those before them that the indicators need."""
        warmup = max((each.warmup for each in indicators), default=0)
        if last is not None:
            found = self._newest(series, within, length, last + warmup)
        else:
            before = Range(None, within.start)
            history = self._newest(series, before, length, warmup) if within.start else []
            found = [*history, *self._candles(series, within, length)]
        every = list(self._filled(found, length, fill=fill))
        wanted = [one for one in with_indicators(every, indicators) if _starts_in(one, within)]
        return wanted if last is None else wanted[-last:]

    def _candles(
        self, series: Series, within: Range, length: int, *, newest_first: bool = False
    ) -> Iterator[Candle]:
        if series.bar_interval is not None:
            return self._merged(series, within, length, newest_first=newest_first)
        ticks = self._ticks(series.name, within, _CANDLE_ATTRIBUTES, newest_first=newest_first)
        return building.candles(ticks, length, self._final_before(), newest_first=newest_first)

    def _merged(
        self, series: Series, within: Range, length: int, *, newest_first: bool
    ) -> Iterator[Candle]:
        """The candles of stored ones, each of which has the end of its interval as its time."""
        shift = interval_ms(series.bar_interval or "") or 0
        ended = Range(*(None if at is None else at + shift for at in (within.start, within.end)))
        names = (*_CANDLE_ATTRIBUTES, "open", "high", "low", "bar")
        ticks = self._ticks(series.name, ended, names, newest_first=newest_first)
        bars = (building.bar(each, shift) for each in ticks)
        return building.merged(bars, length, self._final_before(), newest_first=newest_first)

    def _newest(self, series: Series, within: Range, length: int, count: int) -> list[Candle]:
        newest = self._candles(series, within, length, newest_first=True)
        return list(islice(newest, count))[::-1]

    def _filled(
        self, found: Iterator[Candle] | Sequence[Candle], length: int, *, fill: bool
    ) -> Iterator[Candle]:
        return building.filled(found, length, self._final_before()) if fill else iter(found)

    def _final_before(self) -> Decimal:
        return Decimal(floor(self._clock() * 1000) - self._late)

    def _ticks(
        self,
        series: str,
        within: Range,
        names: Sequence[str] = ATTRIBUTES,
        *,
        newest_first: bool = False,
    ) -> Iterator[PriceTick]:
        return map(tick, self._table.items(series, within, names, newest_first=newest_first))

    def _newest_ticks(self, series: str, within: Range, count: int) -> Iterator[PriceTick]:
        items = self._table.items(series, within, newest_first=True, page_size=min(count, 1000))
        return map(tick, islice(items, count))

    def _source(self, market: str, exchange: str | None, every: str) -> Series:
        """The one series of trades of the market; without trades, the one of candles."""
        known = self.series(market, exchange)
        found = [one for one in known if one.holds_trades] or [
            one for one in known if one.bar_interval is not None
        ]
        names = ", ".join(one.name for one in found or known)
        if not found:
            raise ReadingError(
                f"{market} has no trades to make candles of, only {names}; see: market prices"
            )
        if len(found) > 1:
            raise ReadingError(
                f"{market} has several series, which no candle mixes; name an exchange or one of:"
                f" {names}."
            )
        _check_length(found[0], every)
        return found[0]

    def _unknown(self, market: str) -> str:
        near = self._table.known(near_names(market))[:_MOST_NAMES]
        hint = f"near names: {', '.join(near)}" if near else "names are like BTC-USD, BTC-USDT-PERP"
        return f"{self._table.name} has no market {market!r}; {hint}."


_order = attrgetter("timestamp", "series")


def _range(start: datetime | None, end: datetime | None) -> Range:
    """The range between two times.

    Raises:
        ReadingError: it is empty by definition.
    """
    if start is not None and end is not None and start >= end:
        raise ReadingError(f"The range is empty: {start} is not before {end}.")
    return Range(
        None if start is None else milliseconds(start), None if end is None else milliseconds(end)
    )


def _aligned(within: Range, length: int) -> Range:
    """The range with whole intervals at both ends: a part of one makes another candle."""
    start = None if within.start is None else Decimal(floor(within.start) // length * length)
    end = None if within.end is None else Decimal(-(floor(-within.end) // length * length))
    return Range(start, end)


def _starts_in(candle: Candle, within: Range) -> bool:
    return within.start is None or candle.open_time >= within.start


def _check_length(series: Series, every: str) -> None:
    """Refuse an interval that the candles of the series do not fill.

    Raises:
        ReadingError: it is no multiple of theirs.
    """
    bar = series.bar_interval
    if bar is None:
        return
    length = interval_ms(bar)
    fitting = [name for name, long in INTERVALS.items() if length and long % length == 0]
    if every not in fitting:
        remedy = f"choose one of: {', '.join(fitting)}" if fitting else "see: market prices"
        raise ReadingError(f"{series.name} has candles of {bar}, no parts of {every}; {remedy}.")


def _size(name: str) -> int:
    """Its bytes in UTF-8, as a key has them; none if a shell passed on bytes that are no text."""
    try:
        return len(name.encode())
    except UnicodeEncodeError:
        return 0


def _length(every: str) -> int:
    if every not in INTERVALS:
        raise ReadingError(f"Unknown interval {every!r}; choose one of: {', '.join(INTERVALS)}.")
    return INTERVALS[every]
