"""Frames and files hold the exact numbers, and stream."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from market.reading import Candle, ReadingError, Tick, candle_frame, tick_frame
from market.reading.output import Format, write_candles, write_ticks
from tests.market.reading.conftest import FIRST_MS, MINUTE

LONG = Decimal("50000.123456789012345678")
TICK = Tick(
    "BTC-USD@coinbase",
    FIRST_MS + Decimal("0.125001"),
    LONG,
    Decimal("0.00000001"),
    "BTC-USD",
    "coinbase",
    kind="trade",
    event_id="t,1",
    received_at=Decimal(FIRST_MS + 25),
    ma_5=Decimal("49999.1234567890123456789012345678"),
)
BARE = Tick("BTC-USD@kraken:ticker", Decimal(FIRST_MS + 1000), Decimal("1E-8"))
CANDLES = [
    Candle(FIRST_MS, LONG, LONG, Decimal(1), Decimal(2), Decimal("0.5"), 3, True, {"ema_20": None}),
    Candle(
        FIRST_MS + MINUTE, LONG, LONG, LONG, LONG, None, 1, False, {"ema_20": 50000.12345678912}
    ),
]


def written(form: Format, *ticks: Tick) -> bytes:
    text, binary = io.StringIO(), io.BytesIO()
    assert write_ticks(iter(ticks), form, text, binary) == len(ticks)
    return binary.getvalue() or text.getvalue().encode()


def candles(form: Format, indicators: list[str]) -> bytes:
    text, binary = io.StringIO(), io.BytesIO()
    assert write_candles(iter(CANDLES), indicators, form, text, binary) == len(CANDLES)
    return binary.getvalue() or text.getvalue().encode()


def test_a_table_shows_time_series_price_and_volume() -> None:
    assert written(Format.table, TICK, BARE).decode().splitlines() == [
        "time                         series                                    price      volume",
        "2026-03-01T00:00:00.000125Z  BTC-USD@coinbase       50000.123456789012345678  0.00000001",
        "2026-03-01T00:00:01Z         BTC-USD@kraken:ticker                0.00000001           -",
    ]


def test_a_table_of_candles_shows_what_is_final() -> None:
    first, high, low, last, volume = map(Decimal, ("1.5", "2", "1", "1.25", "10"))
    short = [Candle(FIRST_MS, first, high, low, last, volume, 3, final=True)]
    text = io.StringIO()
    write_candles(short, [], Format.table, text, io.BytesIO())

    assert text.getvalue().splitlines() == [
        "open_time             open  high  low  close  volume  final",
        "2026-03-01T00:00:00Z   1.5     2    1   1.25      10   true",
    ]


def test_csv_and_json_hold_the_exact_text_of_every_attribute() -> None:
    [row, bare] = csv.DictReader(io.StringIO(written(Format.csv, TICK, BARE).decode()))
    [record, empty] = json.loads(written(Format.json, TICK, BARE))

    for found in (row, record):
        assert found["time"] == "2026-03-01T00:00:00.000125Z"
        assert found["timestamp"] == f"{FIRST_MS}.125001"
        assert found["price"] == "50000.123456789012345678"
        assert found["ma_5"] == "49999.1234567890123456789012345678"
        assert found["event_id"] == "t,1"
    assert set(row) == set(record) == {"time", *Tick._fields}
    assert (bare["volume"], empty["volume"]) == ("", None)
    assert bare["price"] == empty["price"] == "0.00000001"


def test_json_of_candles_has_the_rows_of_ccxt_and_their_indicators() -> None:
    exact = "50000.123456789012345678"

    assert json.loads(candles(Format.json, [])) == [
        [FIRST_MS, exact, exact, "1", "2", "0.5"],
        [FIRST_MS + MINUTE, exact, exact, exact, exact, None],
    ]
    assert [row[6:] for row in json.loads(candles(Format.json, ["ema_20"]))] == [
        [None],
        [50000.12345678912],
    ]


def test_nothing_is_an_empty_array_a_header_or_an_empty_file() -> None:
    assert written(Format.json) == b"[]\n"
    assert written(Format.csv).startswith(b"time,timestamp,series,price")
    assert written(Format.table) == b""
    assert pq.read_table(io.BytesIO(written(Format.parquet))).num_rows == 0


def test_parquet_holds_exact_decimals_and_nanoseconds() -> None:
    table = pq.read_table(io.BytesIO(written(Format.parquet, TICK, BARE)))
    types = {field.name: str(field.type) for field in table.schema}
    [row, bare] = table.to_pylist()

    assert types["price"] == types["volume"] == types["timestamp"] == "decimal128(38, 18)"
    assert types["time"] == types["received_at"] == "timestamp[ns, tz=UTC]"
    assert types["ma_5"] == "double"
    assert (row["price"], row["volume"], row["timestamp"]) == (LONG, TICK.volume, TICK.timestamp)
    assert pd.Timestamp(row["time"]).value == FIRST_MS * 1_000_000 + 125_001
    assert row["ma_5"] == float(TICK.ma_5 or 0)
    assert (bare["price"], bare["volume"]) == (BARE.price, None)


def test_parquet_of_candles_holds_them_whole() -> None:
    rows = pq.read_table(io.BytesIO(candles(Format.parquet, ["ema_20"]))).to_pylist()

    assert [row["final"] for row in rows] == [True, False]
    assert [row["ema_20"] for row in rows] == [None, 50000.12345678912]
    assert [row["volume"] for row in rows] == [Decimal("0.5"), None]


@pytest.mark.parametrize("price", ["1E-19", "1E+20", "50000.1234567890123456789"])
def test_a_number_that_parquet_would_round_is_refused(price: str) -> None:
    with pytest.raises(ReadingError, match=r"A price does not fit into decimal\(38, 18\).*csv"):
        written(Format.parquet, TICK._replace(price=Decimal(price)))


@pytest.mark.parametrize(
    ("form", "count"),
    [(Format.table, 3_000), (Format.csv, 3_000), (Format.json, 3_000), (Format.parquet, 70_000)],
)
def test_rows_are_written_while_they_are_read(form: Format, count: int) -> None:
    """However many there are, no more than a chunk of them is held."""
    text, binary = io.StringIO(), io.BytesIO()
    before: list[int] = []

    def read() -> Iterator[Tick]:
        for number in range(count):
            if number == count - 1:
                before.append(text.tell() + binary.tell())
            yield BARE._replace(timestamp=Decimal(FIRST_MS + number))

    write_ticks(read(), form, text, binary)

    assert before[0] > 1_000


def test_a_frame_has_exact_decimals_by_nanoseconds() -> None:
    frame = tick_frame([TICK, BARE])

    assert frame["price"].tolist() == [LONG, BARE.price]
    assert all(isinstance(price, Decimal) for price in frame["price"])
    assert str(frame.index.dtype) == "datetime64[ns, UTC]"
    assert frame.index[0].value == FIRST_MS * 1_000_000 + 125_001
    assert frame["series"].tolist() == [TICK.series, BARE.series]
    assert frame["volume"].isna().tolist() == [False, True]


def test_a_frame_has_floats_if_they_are_asked_for() -> None:
    frame = tick_frame([TICK, BARE], floats=True)

    assert frame["price"].tolist() == [float(LONG), 1e-8]
    assert str(frame["volume"].dtype) == "float64"
    assert frame["price"].mean() == pytest.approx(25_000.06)


def test_a_frame_of_candles_has_their_indicators() -> None:
    frame, floats = candle_frame(CANDLES), candle_frame(CANDLES, floats=True)

    assert frame["close"].tolist() == [Decimal(2), LONG]
    assert frame["ema_20"].isna().tolist() == [True, False]
    assert str(floats["close"].dtype) == str(floats["ema_20"].dtype) == "float64"
    assert frame["final"].tolist() == [True, False]


@pytest.mark.parametrize("frame", [tick_frame, candle_frame])
def test_a_frame_of_nothing_has_its_columns(frame: Any) -> None:
    assert len(frame([])) == 0
    assert len(frame([]).columns) > 5
