"""Reads the rows of a Parquet file as text; needs the extra `data` (pyarrow)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Refusal
from market.arrow import arrow
from market.backfill import names

BATCH = 4096
# The types of columns whose text says what was written.
_EXACT = ("string", "large_string", "integer", "decimal", "boolean", "date", "null")


def rows(path: Path) -> Iterator[dict[str, str | None]]:
    """Each row as the text of its cells by column; a cell without a value is None.

    Times become epoch nanoseconds. Decimals, integers and text stay exact.

    Raises:
        Refusal: pyarrow is not installed, or a column is of another type. A binary float is
            refused: it is not the number that was written.
        ValueError: it is no Parquet file, or two columns have one name.
    """
    pa = arrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
            names.check(file.schema_arrow.names)
            for batch in file.iter_batches(BATCH):
                columns = {
                    name: _texts(name, column, pa)
                    for name, column in zip(batch.schema.names, batch.columns, strict=True)
                }
                for cells in zip(*columns.values(), strict=True):
                    yield dict(zip(columns, cells, strict=True))
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error


def _texts(name: str, column: Any, pa: Any) -> list[str | None]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is None:
            raise Refusal(f"Column {name} has times without a time zone; write them in UTC.")
        column = column.cast(pa.timestamp("ns", kind.tz)).cast(pa.int64())
    elif pa.types.is_floating(kind):
        raise Refusal(f"Column {name} holds binary floats; write it as decimal or as text.")
    elif not any(getattr(pa.types, f"is_{exact}")(kind) for exact in _EXACT):
        raise Refusal(f"Column {name} holds {kind}; write it as text.")
    return [None if value in {None, ""} else str(value) for value in column.to_pylist()]
