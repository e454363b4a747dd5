"""The numbers of the page are those of the table."""

from decimal import Decimal

import pytest

from market.reading.series import parse
from market.watch import numbers
from market.watch.window import SeriesWindow
from tests.market.watch.conftest import NOW_MS, SERIES, tick

ENRICHED = "2026-02-28T23:59:59.200Z"


def test_a_tick_is_shown_exactly() -> None:
    volatility = Decimal("24.08286878675379072414616027431673")

    shown = numbers.shown(tick(1000, "67250.10", volatility=volatility, enriched_at=ENRICHED))

    assert shown == {
        "key": str(NOW_MS - 1000),
        "ms": NOW_MS - 1000,
        "time": "2026-02-28T23:59:59Z",
        "received_ms": 20.0,
        "enriched_ms": 200.0,
        "price": "67250.1",
        "volume": None,
        "ma_5": "67250.1",
        "ma_20": None,
        "volatility": str(volatility),
        "deviation": None,
    }


def test_a_tick_without_times_has_no_lag() -> None:
    bare = tick(0, event_time=None, received_at=None)

    assert (numbers.received_lag_ms(bare), numbers.enriched_lag_ms(bare)) == (None, None)


@pytest.mark.parametrize(
    ("ages_ms", "per_second"),
    [
        ([], 0),
        ([0], 1 / 60),
        ([61_000, 30_000, 10_000], 2 / 60),
        # The window holds half a minute only.
        (range(0, 30_000, 100), 300 / 29.88),
    ],
)
def test_the_rate_is_that_of_the_last_minute(ages_ms: list[int], per_second: float) -> None:
    ticks = [tick(age) for age in reversed(ages_ms)]

    assert numbers.rate(ticks, NOW_MS) == pytest.approx(per_second)


def test_lags_and_missing_indicators_are_those_of_all_series_in_the_last_minute() -> None:
    windows = [SeriesWindow(parse(SERIES)) for _ in range(2)]
    windows[0].merge([tick(70_000), tick(1000, enriched_at=ENRICHED)], 1)
    windows[1].merge([tick(500), tick(1100, enriched_at=ENRICHED)], 1)

    of_all = numbers.of_all(windows, NOW_MS)

    assert of_all == {
        "rate": pytest.approx(3 / 60),
        "stored_ms": [20.0, 20.0],
        "enriched_ms": [200.0, 300.0],
        "waiting": 1,
    }
