"""The ledger accounts for every tick, and finds each gap."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor.reasons import Reason
from lambda_src.webhook_processor.ticks import Tick
from market.bridge import report
from market.bridge.frames import Frame, Rejection
from market.bridge.ledger import AHEAD_MS, BEHIND_MS, Gap, Ledger

NOW = 1_700_000_000_000


def _tick(event_id: int | str | None, time: int = NOW) -> Tick:
    identifier = None if event_id is None else str(event_id)
    return Tick("BTC-USD", "kraken", Decimal(1), event_time=Decimal(time), event_id=identifier)


def _received(ledger: Ledger, *ticks: Tick) -> set[Tick]:
    return ledger.receive(Frame("", ticks), NOW)


@given(st.lists(st.integers(0, 40), min_size=1))
def test_numbers_that_did_not_come_are_the_gaps(numbers: list[int]) -> None:
    ledger = Ledger(numbered=True)
    for number in numbers:
        _received(ledger, _tick(number))

    gaps = ledger.series["BTC-USD@kraken"].all_gaps()
    named = {n for gap in gaps for n in range(gap.first or 0, (gap.last or 0) + 1)}
    assert named == set(range(numbers[0], max(numbers) + 1)) - set(numbers)
    assert all(gap.count for gap in gaps)
    assert ledger.duplicates == len(numbers) - len(set(numbers))
    assert ledger.is_whole is False  # nothing is taken yet


def test_a_disconnect_of_a_feed_without_numbers_is_a_gap_of_time() -> None:
    ledger = Ledger(numbered=False)
    _received(ledger, _tick("a", NOW - 900))
    ledger.interrupt()
    assert ledger.series["BTC-USD@kraken"].all_gaps() == [Gap(first_ms=Decimal(NOW - 900))]
    _received(ledger, _tick("b", NOW - 100))
    _received(ledger, _tick("c"))

    gap = Gap(first_ms=Decimal(NOW - 900), last_ms=Decimal(NOW - 100))
    assert ledger.series["BTC-USD@kraken"].all_gaps() == [gap]


def test_a_feed_that_begins_with_what_has_come_before_misses_nothing() -> None:
    ledger = Ledger(numbered=False)
    _received(ledger, _tick("a"), _tick("b"))
    ledger.interrupt()
    wanted = _received(ledger, _tick("b"), _tick("c"))

    assert wanted == {_tick("c")}
    assert ledger.series["BTC-USD@kraken"].all_gaps() == []


def test_what_the_webhook_would_refuse_for_its_age_is_counted_and_not_posted() -> None:
    ledger = Ledger(numbered=True)
    wanted = _received(
        ledger, _tick(1, NOW - BEHIND_MS - 1), _tick(2), _tick(3, NOW + AHEAD_MS + 1)
    )

    assert wanted == {_tick(2)}
    assert ledger.too_old == 1
    assert ledger.rejected == {"time_ahead": ["3"]}


def test_the_ledger_is_whole_once_all_is_taken() -> None:
    ledger = Ledger(numbered=True)
    ticks = [_tick(None), _tick(None), _tick(5)]
    _received(ledger, *ticks)
    ledger.take(ticks[1:], NOW + 250)
    before = ledger.is_whole
    ledger.take(ticks[:1], NOW + 250)

    assert (before, ledger.is_whole) == (False, True)
    assert ledger.taken == 3
    assert report.document(ledger)["lag_ms"] == {"p50": 250, "p95": 250, "p99": 250}


def test_the_report_names_gaps_lost_and_rejected_ticks() -> None:
    ledger = Ledger(numbered=True)
    _received(ledger, _tick(1), _tick(2))
    ledger.take([_tick(1)], NOW + 40)
    ledger.receive(Frame("", (_tick(6),), (Rejection(Reason.BAD_PRICE, "7"),)), NOW)
    ledger.statuses.update([202, 429, 429, 0])
    ledger.interrupt()

    assert report.lines(ledger) == [
        "received  3; duplicates 0, old 0",
        "taken     1; answers: none 1, 202 1, 429 2; lag p50 40 ms, p95 40 ms, p99 40 ms",
        "feed      2 frames, 1 disconnects",
        "gap       BTC-USD@kraken: 3 trades that the feed did not send: 3-5",
        "gap       BTC-USD@kraken: an unknown number of trades from 2023-11-14T22:13:20Z to now",
        "lost      BTC-USD@kraken: 2 not confirmed by the API: 2, 6",
        "rejected  1 bad_price: 7",
    ]
    assert report.status(ledger, 12) == (
        "1 ticks taken, 12 frames queued, lag 0.0 s, 1 disconnects, 2 gaps"
    )


@given(st.sets(st.integers(0, 60)))
def test_spans_name_each_number_once(numbers: set[int]) -> None:
    named = [span.partition("-") for span in report.spans(map(str, numbers))]

    assert [n for a, _, b in named for n in range(int(a), int(b or a) + 1)] == sorted(numbers)
