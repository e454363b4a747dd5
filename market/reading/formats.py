"""Writes rows as a table, CSV, JSON or Parquet, one after the other, in constant memory."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import IO, Any, Final

from lambda_src.shared.decimals import canonical
from market.reading.errors import ReadingError, needs_extra
from market.reading.ticks import moment

Row = Sequence[Any]
# Rows that are held at once: the first so many decide the widths of a table.
_CHUNK: Final = 1000
_PARQUET_CHUNK: Final = 65_536
# What Arrow's decimal128 holds, with as many digits before the point as after it.
_PRECISION, _SCALE = 38, 18
_SHOWN_DIGITS: Final = 10


class Kind(StrEnum):
    """What a column holds."""

    TIME = "time"
    """Epoch milliseconds."""
    TEXT = "text"
    EXACT = "exact"
    """Decimals that stay exact."""
    DERIVED = "derived"
    """Decimals that were rounded when they were computed: float64 in Parquet."""
    FLOAT = "float"
    COUNT = "count"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """A column; a table, which people read, leaves out some."""

    name: str
    kind: Kind
    in_table: bool = True


def write_table(rows: Iterable[Row], columns: Sequence[Column], out: IO[str]) -> int:
    """Write aligned columns; return the number of rows. Nothing is cut off."""
    shown = [number for number, column in enumerate(columns) if column.in_table]
    names = [columns[number].name for number in shown]
    kinds = [columns[number].kind for number in shown]
    cells = ([_cell(row[number], columns[number].kind) for number in shown] for row in rows)
    count, widths = 0, [len(name) for name in names]
    for chunk in _chunks(cells, _CHUNK):
        widths = [
            max(sizes) for sizes in zip(widths, *(map(len, row) for row in chunk), strict=True)
        ]
        lines = chunk if count else [names, *chunk]
        out.writelines(_line(cells, kinds, widths) for cells in lines)
        count += len(chunk)
    return count


def write_csv(rows: Iterable[Row], columns: Sequence[Column], out: IO[str]) -> int:
    """Write a header and rows; return their number. Decimals are exact text, absent ones empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    kinds = [column.kind for column in columns]
    count = 0
    for row in rows:
        writer.writerow([_text(value, kind) for value, kind in zip(row, kinds, strict=True)])
        count += 1
    return count


def write_json(rows: Iterable[Any], out: IO[str]) -> int:
    """Write a JSON array, an element a line; return their number. Decimals are exact text."""
    count = 0
    for row in rows:
        text = json.dumps(row, default=_exact, separators=(",", ":"))
        out.write(f"{',' if count else '['}\n{text}")
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


def write_parquet(rows: Iterable[Row], columns: Sequence[Column], out: IO[bytes]) -> int:
    """Write Parquet; return the number of rows. Decimals are decimal128(38, 18), never rounded.

    Raises:
        ReadingError: a number does not fit into one, or pyarrow is not installed.
    """
    pa, pq = _libraries()
    schema = pa.schema([(column.name, _arrow_type(pa, column.kind)) for column in columns])
    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for chunk in _chunks(rows, _PARQUET_CHUNK):
            writer.write_table(_arrow_table(pa, chunk, columns, schema))
            count += len(chunk)
    return count


def _chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _line(cells: Sequence[str], kinds: Sequence[Kind], widths: Sequence[int]) -> str:
    padded = (
        cell.ljust(width) if kind in (Kind.TIME, Kind.TEXT) else cell.rjust(width)
        for cell, kind, width in zip(cells, kinds, widths, strict=True)
    )
    return "  ".join(padded).rstrip() + "\n"


def _cell(value: Any, kind: Kind) -> str:
    if value is None:
        return "-"
    if kind is Kind.FLOAT:
        return f"{value:.{_SHOWN_DIGITS}g}"
    return _text(value, kind)


def _text(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.TIME:
        return rfc3339(value)
    if isinstance(value, Decimal):
        return canonical(value)
    if kind is Kind.FLAG:
        return "true" if value else "false"
    return str(value)


def rfc3339(milliseconds: Decimal | int) -> str:
    """Epoch milliseconds as UTC text, with as many digits as they need, microseconds at most."""
    time = moment(milliseconds)
    unit = "seconds"
    if time.microsecond:
        unit = "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.replace(tzinfo=None).isoformat(timespec=unit) + "Z"


def _exact(value: Any) -> str:
    if isinstance(value, Decimal):
        return canonical(value)
    raise TypeError(f"{value!r} has no form in JSON")


def _arrow_type(pa: Any, kind: Kind) -> Any:
    return {
        Kind.TIME: pa.timestamp("ns", tz="UTC"),
        Kind.TEXT: pa.string(),
        Kind.EXACT: pa.decimal128(_PRECISION, _SCALE),
        Kind.DERIVED: pa.float64(),
        Kind.FLOAT: pa.float64(),
        Kind.COUNT: pa.int64(),
        Kind.FLAG: pa.bool_(),
    }[kind]


def _arrow_table(pa: Any, rows: Sequence[Row], columns: Sequence[Column], schema: Any) -> Any:
    arrays = []
    for column, field, values in zip(columns, schema, zip(*rows, strict=True), strict=True):
        change = _FOR_ARROW.get(column.kind)
        kept = [value if value is None else change(value) for value in values] if change else values
        try:
            arrays.append(pa.array(kept, field.type))
        except pa.ArrowInvalid as error:
            raise ReadingError(
                f"A {column.name} does not fit into decimal({_PRECISION}, {_SCALE}) of Parquet;"
                " use --format csv or json, which are exact."
            ) from error
    return pa.Table.from_arrays(arrays, schema=schema)


_FOR_ARROW: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.TIME: lambda milliseconds: int(milliseconds * 1_000_000),
    Kind.DERIVED: float,
}


def _libraries() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 (of the extra; the client works without)
        import pyarrow.parquet as pq  # noqa: PLC0415 (same)
    except ImportError as error:
        raise needs_extra("Parquet") from error
    return pa, pq
