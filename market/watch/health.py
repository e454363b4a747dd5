"""Rejects by reason, queues and alarms of an environment."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gitops.adapters.inert import inert
from gitops.environment.status import EnvironmentStatus
from market.rejects import LATE_MS, Reject

MINUTES: Final = 15
MOST_REJECTS: Final = 5_000

ReadRejects = Callable[[int], Iterable[Reject]]
"""The rejects since a time in epoch milliseconds that were not returned yet."""


class RejectCounts:
    """Rejected ticks by reason within the last 15 minutes, of the newest 5,000 rejects."""

    def __init__(self, read: ReadRejects, clock: Callable[[], float] = time.time) -> None:
        self._read = read
        self._clock = clock
        self._held: deque[Reject] = deque(maxlen=MOST_REJECTS)
        self._from_ms = 0

    def count(self) -> dict[str, int]:
        """Read what is new; the reasons, the most frequent first.

        Raises:
            Refusal: the environment is not deployed.
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        begin = now - timedelta(minutes=MINUTES)
        self._held.extend(self._read(max(self._from_ms, int(begin.timestamp() * 1000))))
        self._from_ms = int(now.timestamp() * 1000) - LATE_MS
        counts: Counter[str] = Counter()
        for each in self._held:
            if datetime.fromisoformat(each.at) >= begin:
                counts[inert(each.reason)] += each.ticks
        return dict(counts.most_common())


def of_status(status: EnvironmentStatus) -> dict[str, Any]:
    """Queues with what waits in them, alarms by state, those in ALARM, and what is missing."""
    suffix = f"-{status.environment}"
    return {
        "queues": [
            {
                "name": inert(each.name.removesuffix(suffix)),
                "waiting": each.waiting,
                "in_flight": each.in_flight,
                "oldest_s": each.oldest_s,
            }
            for each in status.queues
        ],
        "alarms": dict(Counter(each.state for each in status.alarms)),
        "in_alarm": [
            {
                "name": inert(each.name.removesuffix(suffix)),
                "state": each.state,
                "since": each.since,
                "reason": inert(each.reason),
            }
            for each in status.not_ok
            if each.state == "ALARM"
        ],
        "missing": [inert(each.removesuffix(suffix)) for each in status.missing],
    }
