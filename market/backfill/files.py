"""Reads the rows of a file of history: CSV (plain, gzip or zip) or Parquet.

Rows come one by one, each as the text of its cells by column, so that a file of any size needs
little memory and no number is ever a float.
"""

import csv
import gzip
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from gitops.adapters.errors import Refusal
from market.backfill import names, parquet

Row = dict[str, str | None]
# The archives of Binance name what they hold; older ones have no header.
# https://github.com/binance/binance-public-data (read 2026-11-26)
_BINANCE = re.compile(
    r"(?P<symbol>[A-Z0-9_]+)-(?P<what>trades|aggTrades|[0-9]+[A-Za-z]+)-[0-9]{4}(-[0-9]{2}){1,2}\..+"
)
_TRADES = ("id", "price", "qty", "quote_qty", "time", "is_buyer_maker", "is_best_match")
_AGGREGATED = (
    *("agg_trade_id", "price", "quantity", "first_trade_id", "last_trade_id"),
    *("transact_time", "is_buyer_maker", "is_best_match"),
)
_CANDLES = (
    *("open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume"),
    *("count", "taker_buy_volume", "taker_buy_quote_volume", "ignore"),
)
_LONGEST_LINE = 10_000
# zipfile raises RuntimeError for a password, NotImplementedError (a kind of it) for what it cannot.
_UNREADABLE = (
    *(OSError, EOFError, ValueError, RuntimeError),
    *(csv.Error, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)


def archived(path: Path) -> tuple[str, str]:
    """The symbol and the interval that the name of an archive of Binance says; "" for neither."""
    named = _BINANCE.fullmatch(path.name)
    if not named:
        return "", ""
    is_candles = named["what"] not in {"trades", "aggTrades"}
    return named["symbol"], named["what"] if is_candles else ""


def digest(path: Path) -> str:
    """The SHA-256 of the file, in hexadecimal.

    Raises:
        Refusal: the file cannot be read, or `<file>.CHECKSUM` beside it has another one.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        beside = path.with_name(f"{path.name}.CHECKSUM")
        expected = beside.read_text().split()[:1] if beside.is_file() else [found]
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    if expected != [found]:
        raise Refusal(f"{path} does not match {beside.name}; download it again.")
    return found


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row of the file with its number, the first after the header being 1.

    A cell without a value is None. A row of another number of cells than the first is empty.

    Raises:
        Refusal: it is no such file, or damaged; the rows before have been yielded.
    """
    try:
        if path.suffix == ".parquet":
            yield from enumerate(parquet.rows(path), start=1)
            return
        with _text(path) as lines:
            yield from enumerate(_cells(lines, path), start=1)
    except _UNREADABLE as error:
        raise Refusal(f"{path} cannot be read: {error}") from None


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
            if len(members) != 1:
                raise Refusal(f"{path} holds {len(members)} files; one is expected.")
            with archive.open(members[0]) as member:
                yield io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield text


def _cells(lines: TextIO, path: Path) -> Iterator[Row]:
    """The rows by the names of their columns; a row of another length is empty."""
    reader = csv.reader(_bounded(lines), strict=True)
    first = next(filter(None, reader), None)  # lines without cells are none
    if first is None:
        return
    columns = _columns_of_archive(path) or first
    names.check(columns)
    if len(first) > len(columns):
        raise csv.Error(f"{len(first)} columns, where the archive has {len(columns)}")
    if columns is not first and first[0].isdigit():
        yield _row(columns, first)
    for cells in filter(None, reader):
        yield _row(columns, cells) if len(cells) == len(first) else {}


def _bounded(lines: TextIO) -> Iterator[str]:
    """The lines, none so long that a file without any line ends would fill the memory."""
    while line := lines.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error(f"a line is longer than {_LONGEST_LINE} characters")
        yield line


def _columns_of_archive(path: Path) -> Sequence[str] | None:
    named = _BINANCE.fullmatch(path.name)
    if not named:
        return None
    return {"trades": _TRADES, "aggTrades": _AGGREGATED}.get(named["what"], _CANDLES)


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return {name: cell or None for name, cell in zip(columns, cells, strict=False)}
