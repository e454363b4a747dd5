"""A window keeps the newest ticks, and knows what a viewer has not seen."""

from market.reading.series import parse
from market.reading.ticks import milliseconds
from market.watch.window import MOST_TICKS, OVERLAP_MS, SPARK_TICKS, SeriesWindow
from tests.market.watch.conftest import NOW_MS, SERIES, tick

AT = "2026-03-01T00:00:00.200Z"


def _window() -> SeriesWindow:
    return SeriesWindow(parse(SERIES))


def test_ticks_are_kept_in_order_of_time_and_only_the_newest() -> None:
    window = _window()

    window.merge([tick(age) for age in range(400)], 1)

    assert len(window.ticks) == MOST_TICKS
    assert [each.timestamp for each in window.ticks] == list(range(NOW_MS - 299, NOW_MS + 1))


def test_a_viewer_gets_what_changed_after_the_version_that_it_saw() -> None:
    window = _window()
    assert window.merge([tick(3000), tick(2000)], 1)
    assert not window.merge([tick(3000), tick(2000)], 2)
    assert window.merge([tick(2000, enriched_at=AT), tick(1000)], 3)

    assert window.since(3) == []
    assert window.since(1) == [tick(2000, enriched_at=AT), tick(1000)]
    assert window.since(0, most=1) == [tick(1000)]


def test_reading_goes_on_where_something_may_be_new() -> None:
    window = _window()
    assert window.read_from(SPARK_TICKS) is None

    window.merge([tick(30_000, enriched_at=AT), tick(0, enriched_at=AT)], 1)
    assert _from(window, SPARK_TICKS) == NOW_MS - OVERLAP_MS

    window.merge([tick(20_000)], 2)
    assert _from(window, SPARK_TICKS) == NOW_MS - 20_000


def test_indicators_are_waited_for_one_minute_only() -> None:
    window = _window()
    window.read_from(SPARK_TICKS)

    window.merge([tick(61_000), tick(0, enriched_at=AT)], 1)

    assert _from(window, SPARK_TICKS) == NOW_MS - OVERLAP_MS


def test_a_series_that_is_chosen_later_is_read_further_back_once() -> None:
    window = _window()
    window.read_from(SPARK_TICKS)
    window.merge([tick(0, enriched_at=AT)], 1)

    assert window.read_from(MOST_TICKS) is None
    assert _from(window, MOST_TICKS) == NOW_MS - OVERLAP_MS
    assert _from(window, SPARK_TICKS) == NOW_MS - OVERLAP_MS


def _from(window: SeriesWindow, wanted: int) -> int:
    start = window.read_from(wanted)
    assert start is not None
    return int(milliseconds(start))
