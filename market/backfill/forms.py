"""Which columns of a file hold what: ticks, candles, and the archives of others.

The size of a time says its unit: docs/claims.md#archive-times. The columns, read 2026-11-26:
https://github.com/binance/binance-public-data, https://docs.tardis.dev/downloadable-csv-files
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gitops.adapters.errors import Refusal
from lambda_src.webhook_processor import event_times, generic, paths, timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick
from market.reading.candles import interval_ms, interval_of

# What tardis calls otherwise; its bybit is that of derivatives.
_OF_TARDIS = {"okex": "okx", "bybit": "bybitlinear"}
_MARKS = re.compile("[^a-z0-9]")
_OPENINGS = ("open_time", "time", "timestamp", "date")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class HistorySource:
    """What the operator says of a file: exchange, and what its rows do not name."""

    exchange: str
    symbol: str = ""
    interval: str = ""


def reader(columns: frozenset[str], source: HistorySource) -> Callable[[Row], Tick]:
    """What makes a tick of a row with these columns.

    It raises Rejected for a row that is none.

    Raises:
        Refusal: no known form has these columns, or the source leaves out or contradicts what they
            say.
    """
    if not source.symbol and "symbol" not in columns:
        raise Refusal("The rows name no market; say which by --market, for example BTCUSDT.")
    if source.symbol and "symbol" in columns:
        raise Refusal("The rows name their markets; leave --market out.")
    if {"open", "high", "low", "close"} <= columns:
        return _candles(columns, source)
    for needed, read in _TRADES:
        if needed <= columns:
            _check_archive(columns, source)
            return lambda row: read(row, source)
    raise Refusal(
        f"No known form has the columns {', '.join(sorted(columns))}."
        " docs/backfill-and-export.md lists the forms."
    )


def length_ms(interval: str) -> int:
    """The length of an interval such as 1m, 4h, 1d or 1w, in milliseconds.

    Raises:
        Refusal: it is none; the length of a month varies. Or it is written in a smaller unit than
            it could be: 60m and 1h would be two series.
    """
    length = interval_ms(interval)
    if length is None:
        raise Refusal(f"{interval!r} is no interval of candles; pass --interval, for example 1m.")
    if interval != (written := interval_of(length)):
        raise Refusal(f"An interval of {interval} is written {written}; pass --interval {written}.")
    return length


def _check_archive(columns: frozenset[str], source: HistorySource) -> None:
    """In Binance's archives the trades of spot markets alone end with `is_best_match`."""
    if "is_buyer_maker" not in columns:
        return
    is_spot = paths.of(source.exchange)[1] is not Market.DERIVATIVE
    if is_spot != ("is_best_match" in columns):
        other = "binancefutures" if is_spot else "binance"
        raise Refusal(f"These are trades of the other kind of market; pass --exchange {other}.")


def _tardis(row: Row, source: HistorySource) -> Tick:
    """A perpetual is no trade of the spot market: both have one symbol and two exchanges."""
    name = _MARKS.sub("", str(row.get("exchange")))
    if paths.of(_OF_TARDIS.get(name, name)) != paths.of(source.exchange):
        raise Rejected(Reason.WRONG_EXCHANGE)
    return _trade(row, source, "amount", "timestamp", "id")


def _trade(row: Row, source: HistorySource, volume: str, time: str, event_id: str) -> Tick:
    entry = Entry(
        source.symbol or row.get("symbol"),
        row.get("price"),
        volume=row.get(volume),
        time=timestamps.of_any_unit(row.get(time)),
        event_id=row.get(event_id),
    )
    return generic.tick(entry, source.exchange)


def _tick(row: Row, source: HistorySource) -> Tick:
    """A row with the fields of the generic body, read as that."""
    named = {"symbol": source.symbol} if source.symbol else {}
    return generic.tick({**row, **named}, source.exchange)


_TRADES: tuple[tuple[frozenset[str], Callable[[Row, HistorySource], Tick]], ...] = (
    # Binance: its live frames number trades alike, so a trade that arrived is found again.
    (
        frozenset({"id", "price", "qty", "time"}),
        lambda row, source: _trade(row, source, "qty", "time", "id"),
    ),
    (
        frozenset({"agg_trade_id", "price", "quantity", "transact_time"}),
        lambda row, source: _trade(row, source, "quantity", "transact_time", "agg_trade_id"),
    ),
    # tardis
    (
        frozenset({"exchange", "timestamp", "local_timestamp", "id", "price", "amount"}),
        _tardis,
    ),
    (frozenset({"price", "time"}), _tick),
    (frozenset({"price", "timestamp"}), _tick),
)


def _candles(columns: frozenset[str], source: HistorySource) -> Callable[[Row], Tick]:
    length = length_ms(source.interval)
    opening = next((name for name in _OPENINGS if name in columns), None)
    if opening is None:
        raise Refusal(f"Candles need the time of their opening: {', '.join(_OPENINGS)}.")
    return lambda row: _candle(row, source, row.get(opening), length)


def _candle(row: Row, source: HistorySource, opening: Any, length: int) -> Tick:
    """The candle; nobody knows it before its interval ends, so that is its time."""
    bar = event_times.read(timestamps.of_any_unit(opening))
    entry = Entry(
        source.symbol or row.get("symbol"),
        row.get("close"),
        volume=row.get("volume"),
        time=bar + length,
        kind=PriceKind.CANDLE,
        interval=source.interval,
        bar=bar,
    )
    first, high, low = (generic.price(row.get(name)) for name in ("open", "high", "low"))
    tick = replace(generic.tick(entry, source.exchange), open=first, high=high, low=low)
    _check(low, min(first, tick.price), max(first, tick.price), high)
    return tick


def _check(*ascending: Decimal) -> None:
    if list(ascending) != sorted(ascending):
        raise Rejected(Reason.BAD_PRICE)
