"""Indicators are those of their definitions, absent at first, and the same from any start."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from market.reading import Candle, PriceReader, ReadingError
from market.reading.indicators import Indicator, columns, with_indicators
from tests.market.reading.conftest import FIRST_MS, MINUTE, StoredPrices

COUNT = 60
Values = list[float | None]


def walk(count: int = COUNT) -> list[Candle]:
    chance, close, found = Random(7), 100.0, []
    for number in range(count):
        opened, close = close, close * (1 + chance.gauss(0, 0.01))
        high = max(opened, close) + chance.random()
        low = min(opened, close) - chance.random()
        first, top, bottom, last = (
            Decimal(str(round(each, 4))) for each in (opened, high, low, close)
        )
        time = FIRST_MS + number * MINUTE
        found.append(Candle(time, first, top, bottom, last, Decimal(1), 1, final=True))
    return found


def values(candles: Sequence[Candle], name: str) -> Values:
    [column] = columns([name])
    return [each.indicators[column] for each in with_indicators(candles, [Indicator.parse(name)])]


def smoothed(found: Sequence[float], period: int, alpha: float) -> Values:
    """The mean of the first `period` values, then exponentially smoothed; absent before."""
    last = sum(found[:period]) / period
    smooth: Values = [*[None] * (period - 1), last]
    for value in found[period:]:
        last += alpha * (value - last)
        smooth.append(last)
    return smooth


def ema(closes: Sequence[float], period: int) -> Values:
    return smoothed(closes, period, 2 / (period + 1))


def rsi(closes: Sequence[float], period: int) -> Values:
    """https://en.wikipedia.org/wiki/Relative_strength_index, with Wilder's smoothing."""
    changes = [newer - older for older, newer in pairwise(closes)]
    gains = smoothed([max(each, 0) for each in changes], period, 1 / period)
    losses = smoothed([max(-each, 0) for each in changes], period, 1 / period)
    pairs = zip(gains, losses, strict=True)
    return [
        None,
        *(
            None if gain is None or loss is None else 100 * gain / (gain + loss)
            for gain, loss in pairs
        ),
    ]


def atr(candles: Sequence[Candle], period: int) -> Values:
    ranges = [
        float(max(newer.high, older.close) - min(newer.low, older.close))
        for older, newer in pairwise(candles)
    ]
    return [None, *smoothed(ranges, period, 1 / period)]


def test_ema_rsi_and_atr_are_those_of_their_definitions_from_the_first_value_on() -> None:
    candles = walk()
    closes = [float(each.close) for each in candles]

    assert values(candles, "ema:20") == pytest.approx(ema(closes, 20), nan_ok=True)
    assert values(candles, "ema:20").count(None) == 19
    assert values(candles, "rsi:14") == pytest.approx(rsi(closes, 14))
    assert values(candles, "rsi:14").count(None) == 14
    assert values(candles, "atr:14") == pytest.approx(atr(candles, 14))
    assert values(candles, "atr:14").count(None) == 14


def test_macd_has_three_lines_which_begin_together() -> None:
    candles = walk(400)
    closes = [float(each.close) for each in candles]
    found = with_indicators(candles, [Indicator.parse("macd")])
    names = ["macd_12_26_9", "macd_signal_12_26_9", "macd_histogram_12_26_9"]
    lines = [[each.indicators[name] for each in found] for name in names]
    fast, slow = ema(closes, 12), ema(closes, 26)

    assert [line.count(None) for line in lines] == [33, 33, 33]
    # TA-Lib starts both averages at one candle; that is forgotten at the end.
    assert lines[0][-1] == pytest.approx((fast[-1] or 0) - (slow[-1] or 0), rel=1e-6)
    for macd, signal, histogram in zip(*lines, strict=True):
        if macd is not None and signal is not None:
            assert histogram == pytest.approx(macd - signal)


@pytest.mark.parametrize("name", ["ema:20", "ema:200", "rsi:14", "atr:50", "macd"])
def test_after_its_warm_up_a_value_does_not_depend_on_where_candles_begin(name: str) -> None:
    indicator = Indicator.parse(name)
    candles = walk(2 * indicator.warmup)
    column = indicator.columns[0]

    [*_, last] = with_indicators(candles, [indicator])
    [*_, same] = with_indicators(candles[-indicator.warmup - 1 :], [indicator])

    assert last.indicators[column] == pytest.approx(same.indicators[column], rel=1e-6)
    assert last.indicators[column] is not None


def test_candles_are_read_with_the_history_that_their_indicators_need(
    prices: StoredPrices, reader: PriceReader
) -> None:
    chance = Random(3)
    prices.put_all([(minute * MINUTE, 100 + chance.randrange(10)) for minute in range(320)])
    options: Any = {"every": "1m", "indicators": ["ema:3", "rsi:2"]}
    start = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=300)

    all_of_them = list(reader.candles("BTC-USD", **options))
    ranged = list(reader.candles("BTC-USD", start=start, **options))
    newest = list(reader.candles("BTC-USD", last=4, **options))

    assert all_of_them[0].indicators == {"ema_3": None, "rsi_2": None}
    assert [each.open_time for each in ranged] == [each.open_time for each in all_of_them[300:]]
    for found in (ranged, newest):
        for one, expected in zip(found, all_of_them[-len(found) :], strict=True):
            assert one.row() == expected.row()
            assert one.indicators == pytest.approx(expected.indicators, rel=1e-9)


def test_too_few_candles_have_no_value_and_none_are_no_error(
    prices: StoredPrices, reader: PriceReader
) -> None:
    prices.put_all([(0, 1), (MINUTE, 2)])
    found = reader.candles("BTC-USD", "1m", indicators=["macd", "ema:5", "atr"])

    for candle in found:
        assert set(candle.indicators.values()) == {None}
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert list(reader.candles("BTC-USD", "1m", start=later, indicators=["ema:5"])) == []
    assert with_indicators([], [Indicator.parse("ema")]) == []


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("ema:50", Indicator("ema", (50,))),
        ("EMA", Indicator("ema", (20,))),
        (" rsi ", Indicator("rsi", (14,))),
        ("macd:5,35,5", Indicator("macd", (5, 35, 5))),
    ],
)
def test_an_indicator_without_periods_has_the_usual_ones(text: str, parsed: Indicator) -> None:
    assert Indicator.parse(text) == parsed


@pytest.mark.parametrize("text", ["sma:20", "ema:", "ema:x", "", "ema:20:3", "ema:-1", "ema:٣"])
def test_an_unknown_indicator_names_those_that_there_are(text: str) -> None:
    with pytest.raises(ReadingError, match=r"choose of: ema:20, rsi:14, macd:12,26,9, atr:14\."):
        Indicator.parse(text)


@pytest.mark.parametrize(
    "text", ["ema:0", "ema:1", "ema:1001", "macd:12", "rsi:14,3", "ema:" + "9" * 99]
)
def test_periods_that_it_cannot_have_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ReadingError, match=r"no usable indicator: write it like [a-z]+:[0-9]"):
        Indicator.parse(text)


def test_an_unknown_interval_names_those_that_there_are(reader: PriceReader) -> None:
    with pytest.raises(ReadingError, match="Unknown interval '7m'; choose one of: 1m, 5m, 1h, 1d"):
        reader.candles("BTC-USD", "7m")
