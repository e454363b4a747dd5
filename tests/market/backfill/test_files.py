"""Files are read as they are, or refused in one sentence."""

import gzip
import hashlib
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from gitops.adapters.errors import Refusal
from market.backfill import files
from market.backfill.forms import HistorySource
from market.backfill.reading import Rejections, ticks
from tests.market.backfill.conftest import NOW_MS, Read, Write

TEXT = "time,price,volume,id\n1704067200000,5.10,,7\n"
ROWS = [(1, {"time": "1704067200000", "price": "5.10", "volume": None, "id": "7"})]


def test_text_gzip_and_zip_are_read_alike(tmp_path: Path, write: Write) -> None:
    packed, zipped = tmp_path / "t.csv.gz", tmp_path / "t.zip"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("t.csv", TEXT)

    for path in (write("t.csv", TEXT), write("u.csv", "\ufeff" + TEXT), packed, zipped):
        assert list(files.rows(path)) == ROWS


def test_parquet_is_exact(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "t.parquet"
    at = datetime(2024, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    parquet.write_table(
        pa.table(
            {
                "time": pa.array([at], pa.timestamp("us", "UTC")),
                "price": pa.array([Decimal("5.000000000000000001")], pa.decimal128(38, 18)),
                "volume": pa.array([None], pa.string()),
                "id": pa.array([7], pa.int64()),
            }
        ),
        path,
    )

    [tick], _ = read(path, symbol="BTC-USD")

    assert tick.event_time == Decimal("1704067200123.456")
    assert (tick.price, tick.volume) == (Decimal("5.000000000000000001"), None)
    assert tick.event_id == "7"


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([5.1]), "holds binary floats"),
        (pa.array([datetime(2024, 1, 1)], pa.timestamp("us")), "without a time zone"),  # noqa: DTZ001 (the flaw)
        (pa.array([5.1]).dictionary_encode(), "holds binary floats"),
        (pa.array([b"5"]), "holds binary; write it as text"),
        (pa.array([{"a": 1}]), "holds struct<a: int64>; write it as text"),
    ],
)
def test_parquet_that_is_not_exact_is_refused(tmp_path: Path, column: pa.Array, said: str) -> None:
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"price": column}), path)

    with pytest.raises(Refusal, match=said):
        list(files.rows(path))


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.zip", "t.parquet"])
@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"PK\x03\x04\xff", b"\x1f\x8b\x08", b'a,b\n"c']
)
def test_a_damaged_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Refusal, match="cannot be read"):
        list(files.rows(path))


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path, write: Write) -> None:
    twice = tmp_path / "t.parquet"
    arrays = [pa.array(["5"]), pa.array(["6"])]
    parquet.write_table(pa.Table.from_arrays(arrays, names=["price", "price"]), twice)

    for path in (twice, write("t.csv", "price,price\n5,6\n")):
        with pytest.raises(Refusal, match="column price is there twice"):
            list(files.rows(path))


def test_a_file_without_a_header_is_refused(write: Write) -> None:
    """Its first row would be lost without a word."""
    with pytest.raises(Refusal, match=r"it has no header: 5\.10 is no name"):
        list(files.rows(write("t.csv", "BTC-USD,5.10,2024-01-01T00:00:00Z\n")))


@pytest.mark.parametrize(("offset", "value"), [(6, 1), (8, 99)], ids=["a password", "a method"])
def test_a_zip_that_cannot_be_unpacked_is_refused(tmp_path: Path, offset: int, value: int) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.csv", TEXT)
    content = bytearray(path.read_bytes())
    content[offset] = content[content.find(b"PK\x01\x02") + offset + 2] = value
    path.write_bytes(content)

    with pytest.raises(Refusal, match="cannot be read"):
        list(files.rows(path))


@pytest.mark.parametrize("interval", ["1mo", "7x"])
def test_an_archive_of_an_interval_without_length_is_refused(
    read: Read, write: Write, interval: str
) -> None:
    """A month of them has one row, which is no header."""
    row = "1735689600000000,1,2,0.5,1.5,10,1738367999999999,15,3,1,1,0\n"

    with pytest.raises(Refusal, match=f"'{interval}' is no interval of candles"):
        read(write(f"BTCUSDT-{interval}-2025-01.csv", row))


def test_a_download_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(TEXT.encode() * 100)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(whole[:-20])

    with pytest.raises(Refusal, match="cannot be read"):
        list(files.rows(path))


def test_the_checksum_beside_an_archive_must_be_its_own(write: Write) -> None:
    path = write("t.csv", TEXT)
    own = hashlib.sha256(TEXT.encode()).hexdigest()
    assert files.digest(path) == own
    write("t.csv.CHECKSUM", f"{own}  t.csv\n")
    assert files.digest(path) == own
    write("t.csv.CHECKSUM", f"{own[::-1]}  t.csv\n")

    with pytest.raises(Refusal, match="download it again"):
        files.digest(path)


def test_a_row_of_another_length_is_no_tick(read: Read, write: Write) -> None:
    """A comma inside of a number shifts all cells behind it."""
    path = write("t.csv", "time,price,volume\n1704067200000,67,250.5,1\n1704067200000,5\n")

    assert read(path, symbol="BTC-USD") == ([], {"not_a_tick": 2})


def test_a_file_without_line_ends_takes_no_memory(write: Write) -> None:
    with pytest.raises(Refusal, match="longer than"):
        list(files.rows(write("t.csv", "5" * 100_000)))


def test_an_empty_file_has_no_rows(write: Write) -> None:
    assert list(files.rows(write("t.csv", ""))) == []


@given(
    st.sampled_from(
        ["t.csv", "t.csv.gz", "t.zip", "BTCUSDT-1m-2024-01.csv", "BTCUSDT-trades-2024-01.csv"]
    ),
    st.binary(max_size=200)
    | st.text(alphabet='time,price\n017.e-"idx', max_size=200).map(str.encode)
    | st.text(alphabet="0123456789,.\n-", max_size=100).map(lambda t: f"time,price\n{t}".encode()),
)
def test_whatever_the_bytes_a_price_was_written_or_the_file_is_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", content)
    source = HistorySource("binance", "BTCUSDT", "1m")
    try:
        found = list(ticks(files.rows(path), source, NOW_MS, Rejections()))
    except Refusal:
        return
    for tick in found:
        assert tick.price > 0
        cells = content.decode("utf-8-sig").replace("\n", ",").replace("\r", ",").split(",")
        assert any(_number(cell) == tick.price for cell in cells)


def _number(cell: str) -> Decimal | None:
    try:
        return Decimal(cell.strip('"'))
    except ArithmeticError:
        return None
