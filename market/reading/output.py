"""Which columns the formats show of ticks and candles."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, BinaryIO, Final, TextIO

from market.reading.candles import Candle
from market.reading.formats import (
    Column,
    Kind,
    rfc3339,
    write_csv,
    write_json,
    write_parquet,
    write_table,
)
from market.reading.ticks import Tick

_KINDS: Final = {
    "price": Kind.EXACT,
    "volume": Kind.EXACT,
    "event_time": Kind.TIME,
    "received_at": Kind.TIME,
    **dict.fromkeys(("series", "market", "exchange", "venue", "kind"), Kind.TEXT),
    **dict.fromkeys(("event_id", "enriched_at"), Kind.TEXT),
}
_IN_TABLE: Final = {"series", "price", "volume"}
_TICK_NAMES: Final = tuple(name for name in Tick._fields if name != "timestamp")
TICK_COLUMNS: Final = (
    Column("time", Kind.TIME),
    Column("timestamp", Kind.EXACT, in_table=False),
    *(Column(name, _KINDS.get(name, Kind.DERIVED), name in _IN_TABLE) for name in _TICK_NAMES),
)
_CANDLE_COLUMNS: Final = (
    Column("open_time", Kind.TIME),
    *(Column(name, Kind.EXACT) for name in ("open", "high", "low", "close", "volume")),
    Column("trades", Kind.COUNT, in_table=False),
    Column("final", Kind.FLAG),
)


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def write_ticks(ticks: Iterable[Tick], form: Format, out: TextIO, binary: BinaryIO) -> int:
    """Write ticks; return their number. As JSON, each is an object.

    Raises:
        ReadingError: the format cannot hold them.
    """
    if form is Format.json:
        return write_json(map(_tick_object, ticks), out)
    return _write(map(_tick_row, ticks), TICK_COLUMNS, form, out, binary)


def write_candles(
    candles: Iterable[Candle],
    indicators: Sequence[str],
    form: Format,
    out: TextIO,
    binary: BinaryIO,
) -> int:
    """Write candles with columns of their indicators; return their number.

    As JSON, each is a row of ccxt's `fetch_ohlcv`, followed by its indicators.

    Raises:
        ReadingError: the format cannot hold them.
    """
    if form is Format.json:
        rows = ([*one.row(), *_values(one, indicators)] for one in candles)
        return write_json(rows, out)
    columns = (*_CANDLE_COLUMNS, *(Column(name, Kind.FLOAT) for name in indicators))
    rows = ([*one.row(), one.trades, one.final, *_values(one, indicators)] for one in candles)
    return _write(rows, columns, form, out, binary)


def _write(
    rows: Iterator[Sequence[Any]],
    columns: Sequence[Column],
    form: Format,
    out: TextIO,
    binary: BinaryIO,
) -> int:
    if form is Format.parquet:
        return write_parquet(rows, columns, binary)
    return (write_csv if form is Format.csv else write_table)(rows, columns, out)


def _values(candle: Candle, indicators: Sequence[str]) -> list[float | None]:
    return [candle.indicators[name] for name in indicators]


def _tick_row(tick: Tick) -> Sequence[Any]:
    """Time and timestamp first, then the others in their order."""
    return (tick.timestamp, tick.timestamp, tick.series, *tick[2:])


def _tick_object(tick: Tick) -> dict[str, Any]:
    return {"time": rfc3339(tick.timestamp), **tick._asdict()}
