"""The ledger accounts for every tick, and finds each gap."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.adapters.errors import Failure, Refusal
from lambda_src.webhook_processor.reasons import Reason
from lambda_src.webhook_processor.ticks import Tick
from market.bridge import recent, report
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


def _gaps(ledger: Ledger) -> list[Gap]:
    return ledger.series["BTC-USD@kraken"].all_gaps()


@pytest.mark.parametrize("numbered", [True, False])
def test_a_disconnect_before_the_first_tick_is_a_gap_since_the_subscription(numbered: bool) -> None:
    ledger = Ledger(numbered)
    ledger.subscribe(NOW - 900)
    ledger.interrupt()
    ledger.subscribe(NOW - 500)
    _received(ledger, _tick(1, NOW - 100), _tick(2))

    assert _gaps(ledger) == [Gap(first_ms=Decimal(NOW - 900), last_ms=Decimal(NOW - 100))]


def test_a_first_tick_from_before_the_subscription_misses_nothing() -> None:
    ledger = Ledger(numbered=False)
    ledger.subscribe(NOW - 900)
    ledger.interrupt()
    _received(ledger, _tick("a", NOW - 1000), _tick("b"))

    assert _gaps(ledger) == []


def test_attempts_before_the_first_subscription_miss_nothing() -> None:
    ledger = Ledger(numbered=False)
    ledger.interrupt()
    ledger.subscribe(NOW - 900)
    _received(ledger, _tick("a"))

    assert _gaps(ledger) == []


@pytest.mark.parametrize("number", [120, 121])
def test_a_numbered_gap_closes_with_the_number_that_proves_it(number: int) -> None:
    ledger = Ledger(numbered=True)
    _received(ledger, _tick(119), _tick(120))
    ledger.interrupt()
    _received(ledger, _tick(80))  # an older one proves nothing
    before = _gaps(ledger)
    _received(ledger, _tick(number))

    assert (before, _gaps(ledger)) == ([Gap(first_ms=Decimal(NOW))], [])


def test_a_run_of_weeks_remembers_the_last_ones_and_counts_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recent, "KEPT", 3)
    file = tmp_path / "overflow.jsonl"
    ledger = Ledger(numbered=True, overflow=recent.into(file))
    for number in range(0, 20, 2):
        bad = Rejection(Reason.BAD_PRICE, f"r{number}")
        ledger.receive(Frame("", (_tick(number),), (bad,)), NOW)

    summary = report.document(ledger)
    forgotten = [json.loads(line) for line in file.read_text().splitlines()]
    listed = [span for gap in summary["gaps"] for span in gap["ids"]]
    assert summary["rejected"] == [
        {"reason": "bad_price", "count": 10, "ids": ["r14", "r16", "r18"]}
    ]
    assert summary["earlier_gaps"] == {"BTC-USD@kraken": 6}
    assert [one for entry in forgotten for one in entry.get("ids", [])] + listed == [
        str(number) for number in range(1, 19, 2)
    ]
    assert [entry["id"] for entry in forgotten if "reason" in entry] == [
        f"r{number}" for number in range(0, 14, 2)
    ]
    assert "gap       BTC-USD@kraken: 6 gaps before these" in report.lines(ledger)


def test_a_file_that_cannot_be_written_is_refused_at_once_and_fails_later(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be written"):
        recent.into(tmp_path)
    folder = tmp_path / "folder"
    folder.mkdir()
    write = recent.into(folder / "file")
    (folder / "file").unlink()
    folder.rmdir()
    with pytest.raises(Failure, match="cannot be written"):
        write({})


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
