"""The client finds the series of a market by its list, and reads ranges of them, exactly."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from typing import Any

import boto3
import pytest

from market.reading import Candle, PriceReader, PriceTick, ReadingError, Series, tick_frame
from tests.market.reading.conftest import FIRST_MS, MINUTE, TABLE, StoredPrices

FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def _prices(found: Any) -> list[Decimal]:
    return [each.price for each in found]


def _closes(found: Any) -> list[Decimal]:
    return [each.close for each in found]


def _candles(reader: PriceReader, **options: Any) -> list[Candle]:
    return list(reader.candles("BTC-USD", "1m", **options))


def test_the_series_of_a_market_are_those_of_its_list(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.list_series("BTC-USDT", "BTC-USDT@tradingview.binance", "BTC-USDT@kraken:ticker")

    assert reader.series("BTC-USDT") == [
        Series("BTC-USDT@kraken:ticker", "BTC-USDT", "kraken", None, "ticker"),
        Series("BTC-USDT@tradingview.binance", "BTC-USDT", "tradingview", "binance", "alert"),
    ]
    for exchange in ("tradingview", "tradingview.binance"):
        [alerts] = reader.series("BTC-USDT", exchange)
        assert alerts.place == "tradingview.binance"


def test_ticks_are_exact_and_have_all_that_is_stored(
    prices: StoredPrices, reader: PriceReader
) -> None:
    long = "50000.12345678901234567890123"
    prices.put("0.125001", long, volume="0.00000001", ma_5="1.5", deviation="-0.25")

    [tick] = reader.ticks("BTC-USD")

    assert tick == PriceTick(
        "BTC-USD@coinbase",
        Decimal(FIRST_MS) + Decimal("0.125001"),
        Decimal(long),
        Decimal("0.00000001"),
        "BTC-USD",
        "coinbase",
        None,
        "trade",
        ma_5=Decimal("1.5"),
        deviation=Decimal("-0.25"),
    )
    assert tick.time == FIRST + timedelta(microseconds=125)


def test_a_program_that_rounds_its_decimals_reads_exact_ones(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put("0.125001", "50000.12", volume="0.12345678")
    prices.put("0.125002", "50000.13", volume="0.00000001")
    end = FIRST + timedelta(microseconds=125)

    with localcontext() as context:
        context.prec = 3
        frame = tick_frame(reader.ticks("BTC-USD"))
        [candle] = reader.candles("BTC-USD", "1m", start=FIRST)
        none_before = list(reader.ticks("BTC-USD", start=FIRST, end=end))

    assert [time.value - FIRST_MS * 1_000_000 for time in frame.index] == [125_001, 125_002]
    assert frame["price"].tolist() == [Decimal("50000.12"), Decimal("50000.13")]
    assert candle.volume == Decimal("0.12345679")
    assert none_before == []


def test_ticks_of_all_series_come_in_one_order(prices: StoredPrices, reader: PriceReader) -> None:
    for number in range(6):
        prices.put(number, number, exchange=("coinbase", "kraken", "gemini")[number % 3])
    prices.put(3, 30, exchange="kraken", kind="ticker")

    assert _prices(reader.ticks("BTC-USD")) == [0, 1, 2, 3, 30, 4, 5]
    assert _prices(reader.ticks("BTC-USD", last=3)) == [30, 4, 5]
    assert _prices(reader.ticks("BTC-USD", exchange="kraken")) == [1, 30, 4]
    assert _prices(reader.ticks("BTC-USD@kraken:ticker")) == [30]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (None, None, [0, 1, 2, 3]),
        (1, None, [1, 2, 3]),
        (None, 2, [0, 1]),
        (1, 3, [1, 2]),
        (4, None, []),
    ],
)
def test_a_range_begins_with_its_start_and_stops_before_its_end(
    start: int | None, end: int | None, found: list[int], prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put_all([(number, number) for number in range(4)])
    bounds = [
        None if each is None else FIRST + timedelta(milliseconds=each) for each in (start, end)
    ]

    assert _prices(reader.ticks("BTC-USD", start=bounds[0], end=bounds[1])) == found


def test_a_time_of_another_zone_is_the_same_instant(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put_all([(0, 1), (1, 2)])
    start = FIRST.astimezone(timezone(timedelta(hours=5, minutes=30))) + timedelta(milliseconds=1)

    assert _prices(reader.ticks("BTC-USD", start=start)) == [2]


def test_a_time_without_zone_and_a_range_that_ends_before_it_starts_are_refused(
    reader: PriceReader,
) -> None:
    with pytest.raises(ValueError, match="has no time zone; pass one"):
        reader.ticks("BTC-USD", start=datetime(2026, 3, 1))  # noqa: DTZ001 (that is the point)
    with pytest.raises(ReadingError, match=r"The range is empty: .* is not before "):
        reader.ticks("BTC-USD", start=FIRST, end=FIRST)


def test_pages_are_read_one_after_the_other_and_reported(prices: StoredPrices) -> None:
    note = "x" * 300_000
    pages: list[tuple[int, Decimal]] = []
    for number in range(7):
        prices.put(number, number + 1)
        prices.client.update_item(
            TableName=TABLE,
            Key={
                "symbol": {"S": "BTC-USD@coinbase"},
                "timestamp": {"N": str(FIRST_MS + number)},
            },
            UpdateExpression="SET note = :note",
            ExpressionAttributeValues={":note": {"S": note}},
        )
    ticks = PriceReader(TABLE, prices.client, on_page=lambda *page: pages.append(page)).ticks(
        "BTC-USD"
    )

    assert next(ticks).price == 1
    assert pages == []
    assert _prices(ticks) == [2, 3, 4, 5, 6, 7]
    assert len(pages) > 1
    assert pages[-1] == (7, Decimal(FIRST_MS + 6))


def test_the_last_ticks_take_a_page_of_that_size(prices: StoredPrices) -> None:
    pages: list[tuple[int, Decimal]] = []
    prices.put_all([(number, number + 1) for number in range(50)])
    reader = PriceReader(TABLE, prices.client, on_page=lambda *page: pages.append(page))

    assert _prices(reader.ticks("BTC-USD", last=3)) == [48, 49, 50]
    assert all(count <= 3 for count, _ in pages)


def test_nothing_is_scanned(prices: StoredPrices, reader: PriceReader) -> None:
    called: list[str] = []
    prices.client.meta.events.register(
        "before-call.dynamodb.*", lambda model, **_: called.append(model.name)
    )
    prices.put(0, 1)
    called.clear()

    list(reader.ticks("BTC-USD"))
    _candles(reader)
    with pytest.raises(ReadingError):
        reader.ticks("BTC")

    assert set(called) == {"Query", "GetItem", "BatchGetItem"}


def test_candles_are_of_trades_of_one_exchange(prices: StoredPrices, reader: PriceReader) -> None:
    prices.put_all([(0, 5, 1), (10, 7, 2), (MINUTE, 6, 1)])
    prices.put(20, 1_000, kind="ticker")

    assert [each.row() for each in _candles(reader)] == [
        [FIRST_MS, 5, 7, 5, 7, 3],
        [FIRST_MS + MINUTE, 6, 6, 6, 6, 1],
    ]
    prices.put(0, 100, exchange="kraken")
    with pytest.raises(ReadingError, match=r"several series.*: BTC-USD@coinbase, BTC-USD@kraken"):
        _candles(reader)
    assert _closes(_candles(reader, exchange="kraken")) == [100]


def test_candles_of_a_market_without_trades_are_refused(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put(0, 1, exchange="kraken", kind="ticker")

    for name in ("BTC-USD", "BTC-USD@kraken:ticker"):
        with pytest.raises(ReadingError, match=r"no trades .* only BTC-USD@kraken:ticker"):
            reader.candles(name, "1m")


def test_a_range_of_candles_has_whole_intervals_at_both_ends(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put_all([(second * 15_000, second) for second in range(1, 13)])
    start, end = FIRST + timedelta(seconds=75), FIRST + timedelta(seconds=125)

    found = _candles(reader, start=start, end=end)

    assert [each.open_time - FIRST_MS for each in found] == [MINUTE, 2 * MINUTE]
    assert [each.open for each in found] == [4, 8]
    assert _closes(found) == [7, 11]


def test_the_last_candles_are_the_newest_that_have_trades(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put_all([(minute * MINUTE, minute + 1) for minute in (0, 1, 5)])

    assert _closes(_candles(reader, last=2)) == [2, 6]
    assert _closes(_candles(reader, last=2, fill=True)) == [2, 6]
    assert _closes(_candles(reader, fill=True)) == [1, 2, 2, 2, 2, 6]


def test_a_candle_is_final_a_day_after_its_close(prices: StoredPrices) -> None:
    prices.put_all([(0, 1), (MINUTE, 2)])
    now = (FIRST_MS + MINUTE + 86_400_000) / 1000

    found = _candles(PriceReader(TABLE, prices.client, clock=lambda: now))
    sooner = _candles(
        PriceReader(TABLE, prices.client, clock=lambda: now, late=timedelta(days=1, seconds=1))
    )

    assert [each.final for each in found] == [True, False]
    assert [each.final for each in sooner] == [False, False]


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("BTCUSD", "BTC-USD"),
        ("BTC/USD", "BTC-USD"),
        ("BTC-USDC", "BTC-USD"),
        ("BTX-USD", "BTC-USD"),
        ("BT-USD", "BTC-USD"),
        ("TBC-USD", "BTC-USD"),
        ("BTC", "BTC-USD"),
        ("BTC-USD-PERP", "BTC-USD"),
    ],
)
def test_an_unknown_market_names_those_that_may_be_meant(
    written: str, near: str, prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put(0, 1)

    with pytest.raises(ReadingError) as refused:
        reader.ticks(written)

    assert str(refused.value) == f"{TABLE} has no market {written!r}; near names: {near}."


def test_an_unknown_market_that_is_near_to_none_shows_how_names_are(reader: PriceReader) -> None:
    with pytest.raises(ReadingError, match="no market 'SHIB'; names are like BTC-USD"):
        reader.ticks("SHIB")


def test_an_unknown_exchange_names_those_of_the_market(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put(0, 1)
    prices.put(0, 1, exchange="kraken")

    with pytest.raises(ReadingError, match="no prices of 'krakn'; choose one of: coinbase, kraken"):
        reader.ticks("BTC-USD", exchange="krakn")


def test_a_table_that_is_not_there_is_named(prices: StoredPrices) -> None:
    reader = PriceReader("crypto-prices-nobody", prices.client)

    with pytest.raises(ReadingError, match="There is no table crypto-prices-nobody"):
        reader.ticks("BTC-USD")
    with pytest.raises(ReadingError, match="There is no table crypto-prices-nobody"):
        list(reader.ticks("BTC-USD@coinbase"))


def test_without_a_client_boto3_finds_its_own(
    prices: StoredPrices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", boto3.client("dynamodb", "us-east-1").meta.region_name)
    prices.put(0, 1)

    assert _prices(PriceReader(TABLE).ticks("BTC-USD")) == [1]
