"""Rejects are counted by reason for 15 minutes; queues and alarms are those of `gitops status`."""

from datetime import UTC, datetime

from gitops.environment.status import AlarmStatus, EnvironmentStatus, QueueStatus
from market.rejects import Reject
from market.watch.health import RejectCounts, of_status
from tests.market.watch.conftest import NOW_MS, FakeClock

MINUTE_MS = 60_000


def _reject(age_ms: int, reason: str, ticks: int = 1) -> Reject:
    at = datetime.fromtimestamp((NOW_MS - age_ms) / 1000, UTC)
    return Reject(at.isoformat(), "kraken", reason, ticks, "")


def test_rejects_are_counted_by_reason_and_forgotten_after_15_minutes(clock: FakeClock) -> None:
    reads: list[int] = []
    log = [[_reject(14 * MINUTE_MS, "bad_price"), _reject(0, "bad\x1btime", 50)], []]

    def read(start_ms: int) -> list[Reject]:
        reads.append(NOW_MS - start_ms)
        return log.pop(0)

    counts = RejectCounts(read, clock)

    assert list(counts.count().items()) == [("bad\\x1btime", 50), ("bad_price", 1)]
    clock.seconds += 120
    assert counts.count() == {"bad\\x1btime": 50}
    assert reads == [15 * MINUTE_MS, MINUTE_MS]


def test_queues_and_alarms_are_shown_without_the_suffix_and_inert() -> None:
    alarms = [
        AlarmStatus("a-dev", "OK", "2026-03-01T00:00:00Z", ""),
        AlarmStatus("b-dev", "INSUFFICIENT_DATA", "2026-03-01T00:00:00Z", ""),
        AlarmStatus("c-dev", "ALARM", "2026-03-01T00:00:00Z", "crossed\u202e"),
    ]
    queues = [QueueStatus("q-dev", 3, 1, 20.0)]

    missing = ["function f\x1b-dev", "alarm d-dev"]

    shown = of_status(
        EnvironmentStatus("dev", "local", "", "", "", "", [], queues, alarms, missing)
    )

    assert shown == {
        "queues": [{"name": "q", "waiting": 3, "in_flight": 1, "oldest_s": 20.0}],
        "alarms": {"OK": 1, "INSUFFICIENT_DATA": 1, "ALARM": 1},
        "in_alarm": [
            {
                "name": "c",
                "state": "ALARM",
                "since": "2026-03-01T00:00:00Z",
                "reason": "crossed\\u202e",
            }
        ],
        "missing": ["function f\\x1b", "alarm d"],
    }
