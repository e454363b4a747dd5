"""Candles are those of pandas and of ccxt: left-closed, in UTC, exact, whatever came late."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.reading import INTERVALS, Candle, Tick
from market.reading.candles import candles, filled
from tests.market.reading.conftest import FIRST_MS, MINUTE
from tests.recordings import RECORDINGS

PANDAS = {"1m": "1min", "5m": "5min", "1h": "1h", "1d": "1D"}
NEVER_FINAL = Decimal(0)

prices = st.decimals("0.0001", "99999.9999", places=4)
volumes = st.decimals("0", "1000", places=8)
# Microseconds in the two hours after the first of March, and the slot of the table.
stamps = st.tuples(st.integers(0, 7_200_000_000), st.integers(0, 3)).map(
    lambda pair: FIRST_MS + Decimal(pair[0]) / 1000 + Decimal(pair[1]).scaleb(-6)
)
series = st.dictionaries(stamps, st.tuples(prices, volumes), min_size=1, max_size=30)


def tick(
    stamp: Decimal | int, price: str | Decimal | int, volume: str | Decimal | None = "1"
) -> Tick:
    exact = None if volume is None else Decimal(volume)
    return Tick("BTC-USD@coinbase", Decimal(stamp), Decimal(price), exact)


def ticks(stored: dict[Decimal, tuple[Decimal, Decimal]]) -> list[Tick]:
    """As the table returns them: by timestamp, in whatever order they came."""
    return [tick(stamp, *stored[stamp]) for stamp in sorted(stored)]


def made(of: Sequence[Tick], every: str = "1m") -> list[Candle]:
    return list(candles(of, INTERVALS[every], NEVER_FINAL))


def rows(of: Sequence[Tick], every: str = "1m") -> list[list[object]]:
    return [candle.row() for candle in made(of, every)]


def pandas_rows(of: Sequence[Tick], every: str) -> list[list[object]]:
    """The same by pandas, with decimals; it has a row for each empty interval, too."""
    times = pd.to_datetime([int(each.timestamp * 1_000_000) for each in of], unit="ns", utc=True)
    frame = pd.DataFrame(
        {"price": [each.price for each in of], "volume": [each.volume for each in of]}, index=times
    )
    groups = frame.resample(PANDAS[every], label="left", closed="left")
    found = groups["price"].agg(["first", "max", "min", "last"])
    found["volume"] = groups["volume"].agg("sum")
    found = found[groups["price"].count() > 0]
    return [
        [int(time.value) // 1_000_000, *values]
        for time, values in zip(found.index, found.to_numpy().tolist(), strict=True)
    ]


def recorded(spacing: Decimal | int) -> list[Tick]:
    """The recorded closes, one each `spacing` milliseconds, but for a gap of a tenth of them."""
    with (RECORDINGS / "series.csv").open() as lines:
        closes = [(row["price"], row["volume"]) for row in csv.DictReader(lines)]
    kept = [number for number in range(len(closes)) if number % 100 < 90]
    return [tick(FIRST_MS + number * spacing, *closes[number]) for number in kept]


@pytest.mark.parametrize("every", INTERVALS)
@pytest.mark.parametrize("ticks_per_interval", ["0.8", "7.3"])
def test_candles_of_the_recorded_series_are_those_of_pandas(
    every: str, ticks_per_interval: str
) -> None:
    spacing = (INTERVALS[every] / Decimal(ticks_per_interval)).quantize(Decimal("0.001"))

    found = rows(recorded(spacing), every)

    assert len(found) > 100
    assert found == pandas_rows(recorded(spacing), every)


def test_candles_of_ten_thousand_trades_at_any_time_are_those_of_pandas() -> None:
    chance, closes = Random(16), recorded(1)
    stamps = {FIRST_MS + Decimal(chance.randrange(86_400_000_000)) / 1000 for _ in range(10_000)}
    trades = [
        tick(stamp, closes[number % len(closes)].price, Decimal(number).scaleb(-8))
        for number, stamp in enumerate(sorted(stamps))
    ]

    assert len(trades) > 9_990
    assert rows(trades, "5m") == pandas_rows(trades, "5m")


@given(series, st.sampled_from(sorted(INTERVALS)))
def test_candles_of_any_series_are_those_of_pandas(
    stored: dict[Decimal, tuple[Decimal, Decimal]], every: str
) -> None:
    assert rows(ticks(stored), every) == pandas_rows(ticks(stored), every)


@given(series)
def test_read_from_the_newest_on_they_are_the_same(
    stored: dict[Decimal, tuple[Decimal, Decimal]],
) -> None:
    newest_first = ticks(stored)[::-1]
    backward = candles(newest_first, MINUTE, NEVER_FINAL, newest_first=True)

    assert list(backward)[::-1] == made(ticks(stored))


@given(series)
def test_five_minutes_of_minutes_are_five_minutes_of_ticks(
    stored: dict[Decimal, tuple[Decimal, Decimal]],
) -> None:
    def joined(opening: int, group: list[Candle]) -> list[object]:
        return [
            opening,
            group[0].open,
            max(each.high for each in group),
            min(each.low for each in group),
            group[-1].close,
            sum(each.volume or 0 for each in group),
        ]

    minutes = made(ticks(stored))
    groups = groupby(minutes, lambda each: each.open_time // INTERVALS["5m"] * INTERVALS["5m"])

    assert rows(ticks(stored), "5m") == [joined(opening, list(group)) for opening, group in groups]


@given(series, st.sampled_from(sorted(INTERVALS)))
def test_no_volume_is_lost(stored: dict[Decimal, tuple[Decimal, Decimal]], every: str) -> None:
    total = sum((volume for _, volume in stored.values()), Decimal())

    assert sum((each.volume or 0 for each in made(ticks(stored), every)), Decimal()) == total


@given(series, stamps, prices)
def test_a_late_tick_changes_the_candle_of_its_minute_only(
    stored: dict[Decimal, tuple[Decimal, Decimal]], stamp: Decimal, price: Decimal
) -> None:
    before = {each.open_time: each for each in made(ticks(stored))}
    after = {each.open_time: each for each in made(ticks({**stored, stamp: (price, Decimal(1))}))}
    minute = int(stamp) // MINUTE * MINUTE

    assert {time for time, each in after.items() if each != before.get(time)} <= {minute}
    assert minute in after


def test_the_last_microsecond_of_a_minute_and_the_next_minute_fall_apart() -> None:
    found = rows([tick(FIRST_MS + Decimal("59999.999"), 1), tick(FIRST_MS + MINUTE, 2)])

    assert found == [[FIRST_MS, 1, 1, 1, 1, 1], [FIRST_MS + MINUTE, 2, 2, 2, 2, 1]]


def test_one_trade_is_all_four_prices() -> None:
    [candle] = made([tick(FIRST_MS + 1, "50000.10", "0.5")])

    assert candle.row() == [FIRST_MS, *[Decimal("50000.1")] * 4, Decimal("0.5")]
    assert (candle.trades, candle.time) == (1, datetime(2026, 3, 1, tzinfo=UTC))


def test_ticks_of_one_instant_keep_the_order_of_their_slots() -> None:
    slots = [Decimal(FIRST_MS), FIRST_MS + Decimal("0.000001"), FIRST_MS + Decimal("0.000002")]
    [candle] = made([tick(slot, price) for slot, price in zip(slots, (3, 1, 2), strict=True)])

    assert candle.row()[1:5] == [3, 3, 1, 2]


def test_the_sum_of_volumes_is_exact() -> None:
    [candle] = made([tick(FIRST_MS, 1, "1E+40"), tick(FIRST_MS + 1, 1, "1E-40")])

    assert candle.volume == Decimal(f"1{'0' * 40}.{'0' * 39}1")


def test_a_trade_without_volume_leaves_the_candle_without_one() -> None:
    first, second = made([
        tick(FIRST_MS, 1, "5"), tick(FIRST_MS + 1, 1, None), tick(FIRST_MS + 2, 1, "5"),
        tick(FIRST_MS + MINUTE, 1, "5"),
    ])  # fmt: skip

    assert (first.volume, first.trades) == (None, 3)
    assert second.volume == 5


def test_an_empty_minute_is_left_out_or_filled_with_the_last_close() -> None:
    trades = [tick(FIRST_MS, 7), tick(FIRST_MS + 1, 8), tick(FIRST_MS + 3 * MINUTE, 9)]

    assert [each.open_time for each in made(trades)] == [FIRST_MS, FIRST_MS + 3 * MINUTE]
    assert [each.row() for each in filled(made(trades), MINUTE, NEVER_FINAL)][1:3] == [
        [FIRST_MS + MINUTE, 8, 8, 8, 8, 0],
        [FIRST_MS + 2 * MINUTE, 8, 8, 8, 8, 0],
    ]


def test_a_candle_is_final_once_the_time_of_late_ticks_is_over() -> None:
    trades = [tick(FIRST_MS + minute * MINUTE, 1) for minute in (0, 1, 4)]
    closed = Decimal(FIRST_MS + 3 * MINUTE)
    found = filled(candles(trades, MINUTE, closed), MINUTE, closed)

    assert [each.final for each in found] == [True, True, True, False, False]


def test_no_ticks_make_no_candles() -> None:
    assert made([]) == []
    assert list(filled([], MINUTE, NEVER_FINAL)) == []
