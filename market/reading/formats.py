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
from market.reading.ticks import moment, nanoseconds

Row = Sequence[Any]
# Rows that are held at once: the first so many decide the widths of a table.
_CHUNK: Final = 1000
_PARQUET_CHUNK: Final = 65_536
# What Arrow's decimal128 holds, with as many digits before the point as after it.
_PRECISION, _SCALE = 38, 18
_SHOWN_DIGITS: Final = 10


class ColumnType(StrEnum):
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
    kind: ColumnType
    in_table: bool = True


def write_table(rows: Iterable[Row], columns: Sequence[Column], out: IO[str]) -> int:
    """Write aligned columns; return the number of rows. Nothing is cut off."""
    shown = [(number, column) for number, column in enumerate(columns) if column.in_table]
    layout = [_Layout(column) for _, column in shown]
    cells = ([_cell(row[number], column.kind) for number, column in shown] for row in rows)
    count = 0
    for chunk in _chunks(cells, _CHUNK):
        for column, values in zip(layout, zip(*chunk, strict=True), strict=True):
            column.fit(values)
        if not count:
            out.write(_line(column.heading() for column in layout))
        for row in chunk:
            out.write(_line(map(_Layout.padded, layout, row)))
        count += len(chunk)
    return count


class _Layout:
    """The width of a column: text begins at the left, numbers have their points in one line."""

    def __init__(self, column: Column) -> None:
        self._name = column.name
        self._is_text = column.kind in (ColumnType.TIME, ColumnType.TEXT)
        self._fraction = 0
        self._width = len(column.name)

    def fit(self, cells: Sequence[str]) -> None:
        """Grow, so that these cells fit."""
        self._fraction = max(self._fraction, *map(self._fraction_of, cells))
        self._width = max(self._width, *(len(self._pointed(cell)) for cell in cells))

    def heading(self) -> str:
        """The name of the column, in its width."""
        return self._name.ljust(self._width) if self._is_text else self._name.rjust(self._width)

    def padded(self, cell: str) -> str:
        """The cell in the width of the column."""
        return cell.ljust(self._width) if self._is_text else self._pointed(cell).rjust(self._width)

    def _pointed(self, cell: str) -> str:
        return cell + " " * (self._fraction - self._fraction_of(cell))

    def _fraction_of(self, cell: str) -> int:
        return 0 if self._is_text else len(cell) - len(cell.partition(".")[0])


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


def _line(cells: Iterable[str]) -> str:
    return "  ".join(cells).rstrip() + "\n"


def _cell(value: Any, kind: ColumnType) -> str:
    if value is None:
        return "-"
    if kind is ColumnType.FLOAT:
        return f"{value:.{_SHOWN_DIGITS}g}"
    return _text(value, kind)


def _text(value: Any, kind: ColumnType) -> str:
    if value is None:
        return ""
    if kind is ColumnType.TIME:
        return rfc3339(value)
    if isinstance(value, Decimal):
        return canonical(value)
    if kind is ColumnType.FLAG:
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


def _arrow_type(pa: Any, kind: ColumnType) -> Any:
    return {
        ColumnType.TIME: pa.timestamp("ns", tz="UTC"),
        ColumnType.TEXT: pa.string(),
        ColumnType.EXACT: pa.decimal128(_PRECISION, _SCALE),
        ColumnType.DERIVED: pa.float64(),
        ColumnType.FLOAT: pa.float64(),
        ColumnType.COUNT: pa.int64(),
        ColumnType.FLAG: pa.bool_(),
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


_FOR_ARROW: Final[Mapping[ColumnType, Callable[[Any], Any]]] = {
    ColumnType.TIME: nanoseconds,
    ColumnType.DERIVED: float,
}


def _libraries() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 (of the extra; the client works without)
        import pyarrow.parquet as pq  # noqa: PLC0415 (same)
    except ImportError as error:
        raise needs_extra("Parquet") from error
    return pa, pq
