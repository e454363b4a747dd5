"""Candles that were loaded become longer ones, and only such as they fill."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from market.reading import PriceReader, ReadingError, candle_frame
from tests.market.reading.conftest import FIRST_MS, MINUTE, StoredPrices

FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def _put_bars(prices: StoredPrices, count: int, minutes: int = 1, **more: Any) -> None:
    """Candles that open at each so many minutes, of prices 10, 20, 30..."""
    length = minutes * MINUTE
    for number in range(count):
        price = 10 * (number + 1)
        prices.put(
            (number + 1) * length,
            price + 2,
            open=price,
            high=price + 5,
            low=price - 5,
            bar=FIRST_MS + number * length,
            volume="0.25",
            kind=f"candle.{minutes}m",
            **more,
        )


def test_stored_candles_become_longer_ones(prices: StoredPrices, reader: PriceReader) -> None:
    _put_bars(prices, 7)
    whole = [
        [FIRST_MS, 10, 55, 5, 52, Decimal("1.25")],
        [FIRST_MS + 5 * MINUTE, 60, 75, 55, 72, Decimal("0.50")],
    ]

    for name in ("BTC-USD", "BTC-USD@coinbase:candle.1m"):
        found = list(reader.candles(name, "5m"))
        assert [each.row() for each in found] == whole
        assert {each.trades for each in found} == {None}
        assert [each.row() for each in reader.candles(name, "5m", last=1)] == whole[1:]
        second = FIRST + timedelta(minutes=5)
        assert [each.row() for each in reader.candles(name, "5m", end=second)] == whole[:1]
        assert [each.row() for each in reader.candles(name, "5m", start=second)] == whole[1:]
        assert len(list(reader.candles(name, "1m", fill=True))) == 7
    frame = candle_frame(reader.candles("BTC-USD", "5m", indicators=["ema:2"]))
    assert list(frame["close"]) == [52, 72]


def test_the_candles_of_a_market_with_trades_are_of_trades(
    prices: StoredPrices, reader: PriceReader
) -> None:
    _put_bars(prices, 2)
    prices.put(0, 1)

    assert [each.close for each in reader.candles("BTC-USD", "1m")] == [1]
    bars = reader.candles("BTC-USD@coinbase:candle.1m", "1m")
    assert [each.close for each in bars] == [12, 22]


def test_stored_candles_that_fit_into_no_interval_are_refused(
    prices: StoredPrices, reader: PriceReader
) -> None:
    _put_bars(prices, 2, minutes=5)

    with pytest.raises(ReadingError, match=r"candles of 5m, no parts of 1m; .*: 5m, 1h, 1d"):
        reader.candles("BTC-USD", "1m")
    _put_bars(prices, 2, minutes=7, exchange="kraken")
    with pytest.raises(ReadingError, match=r"candles of 7m, no parts of 1d; see: market prices"):
        reader.candles("BTC-USD", "1d", exchange="kraken")
    with pytest.raises(ReadingError, match=r"several series.*candle\.5m, .*candle\.7m"):
        reader.candles("BTC-USD", "1d")


def test_a_stored_candle_that_lies_across_two_intervals_is_refused(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put(MINUTE, 1, kind="candle.1m", bar=FIRST_MS + 30_000)

    with pytest.raises(ReadingError, match="not at a whole interval"):
        list(reader.candles("BTC-USD", "1h"))
