"""Reads the rows of a Parquet file as text; needs the extra `data` (pyarrow)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Refusal
from market.arrow import arrow

BATCH = 4096


def rows(path: Path) -> Iterator[dict[str, str | None]]:
    """Each row as the text of its cells by column; a cell without a value is None.

    Times become epoch nanoseconds. Decimals, integers and text stay exact.

    Raises:
        Refusal: pyarrow is not installed, or a column that is read is of another type. A binary
            float is refused: it is not the number that was written.
        ValueError: it is no Parquet file.
    """
    pa = arrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
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
    kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is None:
            raise Refusal(f"Column {name} has times without a time zone; write them in UTC.")
        column = column.cast(pa.timestamp("ns", kind.tz)).cast(pa.int64())
    elif pa.types.is_floating(kind):
        raise Refusal(f"Column {name} holds binary floats; write it as decimal or as text.")
    return [None if value in {None, ""} else str(value) for value in column.to_pylist()]
