"""The command that shows candles and indicators."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from gitops.commands.options import CloudName, Suffix, Where
from market.commands import reading
from market.commands.reading import Exchange, Form, From, Last, Market, To
from market.reading.indicators import columns
from market.reading.output import Format, write_candles


class Interval(StrEnum):
    """The lengths of intervals."""

    minute = "1m"
    five_minutes = "5m"
    hour = "1h"
    day = "1d"


def candles(
    market: Market,
    every: Annotated[Interval, typer.Option(help="The length of the intervals.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    exchange: Exchange = None,
    last: Last = None,
    start: From = None,
    end: To = None,
    fill: Annotated[
        bool,
        typer.Option(
            "--fill", help="Fill intervals without trades with candles at the last close."
        ),
    ] = False,
    indicator: Annotated[
        list[str], typer.Option(help="ema:20, rsi:14, macd:12,26,9 or atr:14.")
    ] = [],  # noqa: B006 (typer copies it)
    form: Form = Format.table,
) -> None:
    """Show candles of the trades of a market on one exchange, oldest first.

    Intervals begin at whole minutes, hours or days in UTC; those without trades are left out. A
    candle is final once ticks of its interval are no longer accepted. JSON has the rows of ccxt's
    fetch_ohlcv.
    """
    name, count = reading.market_name(market), reading.last_of(last, start, end)
    since, until = reading.moment(start), reading.moment(end)
    reading.refuse_terminal(form)
    with reading.opened(suffix, cloud) as reader:
        found = reader.candles(
            name, every.value, exchange=exchange, start=since, end=until, last=count,
            fill=fill, indicators=indicator,
        )  # fmt: skip
        names = columns(indicator)
        if not write_candles(found, names, form, sys.stdout, sys.stdout.buffer):
            reading.warn_of_nothing(reader, name, exchange)
