"""Writes exported items to Parquet files; needs the extra `data` (pyarrow)."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from market.arrow import arrow
from market.export import columns
from market.export.to_s3 import Item

# The rows of a group: what is in memory at once.
GROUP = 20_000


def write(items: Iterable[Item], path: Path) -> int:
    """Write the items to a new file; return how many there were. A file is there whole or not."""
    pa, count = arrow(), 0
    schema = columns.table([], pa).schema
    partial = path.with_name(f".{path.name}.partial")
    with pa.parquet.ParquetWriter(partial, schema, compression="zstd") as writer:
        for group in _groups(items):
            writer.write_table(columns.table(group, pa))
            count += len(group)
    partial.replace(path)
    return count


def _groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while group := list(itertools.islice(source, GROUP)):
        yield group
