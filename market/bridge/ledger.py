"""Accounts for every tick of a feed: taken by the API, a duplicate, rejected, lost, or missing."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from lambda_src.webhook_processor import event_times
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick
from market.bridge.frames import Frame

# What the webhook takes by default: settings max_ahead_seconds and max_behind_seconds.
AHEAD_MS, BEHIND_MS = 300_000, 86_400_000
# More than any feed repeats after a disconnect.
REMEMBERED: Final = 10_000
LAGS: Final = 100_000

Key = tuple[str, str]


def key(tick: Tick) -> Key:
    """What names the tick in a report: its series and its id, or its time and price."""
    return tick.series, tick.event_id or f"{tick.event_time} at {tick.price}"


@dataclass(frozen=True)
class Gap:
    """Trades that the feed did not send: numbers `first` to `last`, or between two times.

    Times are in epoch milliseconds. Without numbers `last_ms` is None until the next tick.
    """

    first: int | None = None
    last: int | None = None
    first_ms: Decimal | None = None
    last_ms: Decimal | None = None

    @property
    def count(self) -> int | None:
        """How many trades; None if the exchange does not number them."""
        return None if self.first is None or self.last is None else self.last - self.first + 1


@dataclass
class SeriesAccount:
    """What one series has brought so far."""

    numbered: bool
    seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    gaps: list[Gap] = field(default_factory=list)
    newest: Tick | None = None
    is_interrupted: bool = False

    def is_seen(self, tick: Tick) -> bool:
        """Whether this id has come before; a tick without an id never has."""
        return tick.event_id in self.seen

    def add(self, tick: Tick) -> None:
        """Remember the tick, and the gap before it."""
        number = _number(tick) if self.numbered else None
        if number is not None:
            self._count(number)
        elif self.is_interrupted and self.newest:
            self.gaps.append(Gap(first_ms=self.newest.event_time, last_ms=tick.event_time))
        self.is_interrupted = False
        if tick.event_id is not None:
            self.seen[tick.event_id] = None
            if len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)
        if number is None or self.newest is None or number > (_number(self.newest) or 0):
            self.newest = tick

    def _count(self, number: int) -> None:
        before = None if self.newest is None else _number(self.newest)
        if before is not None and number > before + 1:
            self.gaps.append(Gap(before + 1, number - 1))
        elif before is not None and number < before:
            self.gaps = [rest for gap in self.gaps for rest in _without(gap, number)]

    def all_gaps(self) -> list[Gap]:
        """The gaps, and the one that no tick has closed yet."""
        if self.is_interrupted and self.newest:
            return [*self.gaps, Gap(first_ms=self.newest.event_time)]
        return self.gaps


def _number(tick: Tick) -> int | None:
    is_number = tick.event_id is not None and tick.event_id.isdecimal()
    return int(tick.event_id or 0) if is_number else None


def _without(gap: Gap, number: int) -> list[Gap]:
    """What is left of the gap once this number has come after all."""
    if gap.first is None or gap.last is None or not gap.first <= number <= gap.last:
        return [gap]
    rest = [Gap(gap.first, number - 1), Gap(number + 1, gap.last)]
    return [one for one in rest if one.count]


@dataclass
class Ledger:
    """The account of one run.

    `pending` holds the ticks that were received and are not taken yet; at the end they are lost.
    `rejected` has the ids for each reason. `statuses` counts the answers of the API; 0 is none.
    """

    numbered: bool
    frames: int = 0
    received: int = 0
    duplicates: int = 0
    too_old: int = 0
    taken: int = 0
    disconnects: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    rejected: dict[str, list[str]] = field(default_factory=dict)
    pending: Counter[Key] = field(default_factory=Counter)
    lags_ms: deque[float] = field(default_factory=lambda: deque(maxlen=LAGS))
    series: dict[str, SeriesAccount] = field(default_factory=dict)

    def receive(self, frame: Frame, now_ms: int) -> set[Tick]:
        """Count the ticks of a frame; return those that must reach the webhook."""
        self.frames += 1
        self.received += len(frame.ticks)
        for reason, event_id in frame.rejected:
            self._reject(reason, event_id)
        wanted = [tick for tick in frame.ticks if self._is_wanted(tick, now_ms)]
        self.pending.update(map(key, wanted))
        return set(wanted)

    def _is_wanted(self, tick: Tick, now_ms: int) -> bool:
        account = self.series.setdefault(tick.series, SeriesAccount(self.numbered))
        if account.is_seen(tick):
            account.is_interrupted = False  # so nothing was missed since
            self.duplicates += 1
            return False
        account.add(tick)
        return self._is_in_time(tick, now_ms)

    def _is_in_time(self, tick: Tick, now_ms: int) -> bool:
        if tick.event_time is None:
            return True
        try:
            event_times.check(tick.event_time, now_ms, AHEAD_MS, BEHIND_MS)
        except Rejected as refused:
            # The last trade of a quiet market may be a week old, and the feed begins with it.
            if refused.reason is Reason.TIME_BEHIND:
                self.too_old += 1
            else:
                self._reject(refused.reason, tick.event_id or "")
            return False
        return True

    def _reject(self, reason: Reason, event_id: str) -> None:
        self.rejected.setdefault(reason.value, []).append(event_id)

    def take(self, ticks: Iterable[Tick], now_ms: int) -> None:
        """Note that the API took these ticks."""
        for tick in ticks:
            if key(tick) not in self.pending:
                continue
            self.pending[key(tick)] -= 1
            if not self.pending[key(tick)]:
                del self.pending[key(tick)]
            self.taken += 1
            if tick.event_time is not None:
                self.lags_ms.append(float(now_ms - tick.event_time))

    def interrupt(self) -> None:
        """Note that the connection broke: each series may miss ticks from here on."""
        self.disconnects += 1
        for account in self.series.values():
            account.is_interrupted = True

    @property
    def is_whole(self) -> bool:
        """Whether every tick of the feed that is known of was taken."""
        gaps = any(account.all_gaps() for account in self.series.values())
        return not (gaps or self.pending or self.rejected)
