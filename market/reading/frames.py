"""Ticks and candles as pandas DataFrames, with exact decimals unless floats are asked for."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from market.reading.candles import Candle
from market.reading.errors import needs_extra
from market.reading.ticks import Tick

if TYPE_CHECKING:
    from pandas import DataFrame

_NANOSECONDS = 1_000_000


def tick_frame(ticks: Iterable[Tick], *, floats: bool = False) -> "DataFrame":
    """A row for each tick, by time (UTC, nanoseconds: they tell apart ticks of one microsecond).

    Numbers are Decimal, or float64 if `floats`.

    Raises:
        ReadingError: pandas is not installed.
    """
    rows = list(ticks)
    columns = zip(*rows, strict=True) if rows else ((),) * len(Tick._fields)
    table = dict(zip(Tick._fields, map(list, columns), strict=True))
    times = [int(row.timestamp * _NANOSECONDS) for row in rows]
    return _frame(times, table, floats=floats)


def candle_frame(candles: Iterable[Candle], *, floats: bool = False) -> "DataFrame":
    """A row for each candle, by its opening (UTC), with its indicators as further columns.

    Prices and volumes are Decimal, or float64 if `floats`; indicators are always float64.

    Raises:
        ReadingError: pandas is not installed.
    """
    rows = list(candles)
    names = ("open", "high", "low", "close", "volume", "trades", "final")
    table: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in names}
    for column in rows[0].indicators if rows else ():
        table[column] = [_nan(row.indicators[column]) for row in rows]
    return _frame([row.open_time * _NANOSECONDS for row in rows], table, floats=floats)


def _frame(times: list[int], table: dict[str, list[Any]], *, floats: bool) -> "DataFrame":
    try:
        import pandas as pd  # noqa: PLC0415 (of the extra; the client works without)
    except ImportError as error:
        raise needs_extra("A frame") from error
    columns = {name: _column(pd, values, floats=floats) for name, values in table.items()}
    index = pd.DatetimeIndex(pd.to_datetime(times, unit="ns", utc=True), name="time")
    return pd.DataFrame({name: column.set_axis(index) for name, column in columns.items()})


def _column(pd: Any, values: list[Any], *, floats: bool) -> Any:
    if not any(isinstance(value, Decimal) for value in values):
        return pd.Series(values)
    if not floats:
        return pd.Series(values, dtype=object)
    return pd.Series([_nan(value) for value in values], dtype="float64")


def _nan(value: Decimal | float | None) -> float:
    return float("nan") if value is None else float(value)
