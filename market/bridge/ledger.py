"""Accounts for every tick of a feed: taken by the API, a duplicate, rejected, lost, or missing.

A run may last for weeks, so every part of the account has a bound.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor import event_times
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick
from market.bridge.frames import Frame
from market.bridge.recent import Overflow, Recent, ignore

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

    def document(self) -> dict[str, Any]:
        """For the report: the count and the ids, or the times."""
        if self.count is None:
            return {"count": None, "from_ms": _text(self.first_ms), "to_ms": _text(self.last_ms)}
        only = f"{self.first}"
        return {"count": self.count, "ids": [only if self.count == 1 else f"{only}-{self.last}"]}


@dataclass
class SeriesAccount:
    """What one series has brought so far."""

    numbered: bool
    seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    gaps: Recent[Gap] = field(default_factory=Recent)
    newest: Tick | None = None
    is_interrupted: bool = False
    since_ms: Decimal | None = None
    """When the run subscribed, if the connection broke before the first tick."""

    def is_seen(self, tick: Tick) -> bool:
        """Whether this id has come before; a tick without an id never has."""
        return tick.event_id in self.seen

    def add(self, tick: Tick) -> None:
        """Remember the tick, and the gap before it."""
        number = _number(tick) if self.numbered else None
        before = _number(self.newest) if self.numbered and self.newest else None
        if number is None or before is None:
            self._note_interruption(tick)
        elif number > before + 1:
            self.gaps.add(Gap(before + 1, number - 1))
        elif number < before:
            self.gaps[:] = [rest for gap in self.gaps for rest in _without(gap, number)]
        if tick.event_id is not None:
            self.seen[tick.event_id] = None
            if len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)
        if number is None or before is None or number > before:
            self.is_interrupted, self.newest = False, tick

    @property
    def is_open(self) -> bool:
        """Whether no tick has come since the connection broke."""
        return self.is_interrupted and self.newest is not None

    def all_gaps(self) -> list[Gap]:
        """The gaps, and the one that no tick has closed yet."""
        if self.newest and self.is_open:
            return [*self.gaps, Gap(first_ms=self.newest.event_time)]
        return list(self.gaps)

    def _note_interruption(self, tick: Tick) -> None:
        """A first trade from before the run proves that none was missed since."""
        begin = self.newest.event_time if self.newest else self.since_ms
        is_proof = not self.newest and tick.event_time and begin and tick.event_time <= begin
        if self.is_interrupted and not is_proof:
            self.gaps.add(Gap(first_ms=begin, last_ms=tick.event_time))


def _text(number: Decimal | None) -> str | None:
    return None if number is None else canonical(number)


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
    `rejected` has the last ids for each reason. `statuses` counts the answers of the API; 0 is
    none. `overflow` gets what the account forgets: gaps and rejected ids before the last ones.
    """

    numbered: bool
    frames: int = 0
    received: int = 0
    duplicates: int = 0
    too_old: int = 0
    taken: int = 0
    disconnects: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    rejected: dict[str, Recent[str]] = field(default_factory=dict)
    pending: Counter[Key] = field(default_factory=Counter)
    lags_ms: deque[float] = field(default_factory=lambda: deque(maxlen=LAGS))
    series: dict[str, SeriesAccount] = field(default_factory=dict)
    overflow: Overflow = ignore
    subscribed_ms: Decimal | None = None
    broken_since_ms: Decimal | None = None

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
        account = self.series.get(tick.series) or self._opened(tick.series)
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

    def _opened(self, series: str) -> SeriesAccount:
        """The account of a new series; if the connection broke before, it has missed ticks."""
        account = self.series[series] = SeriesAccount(
            self.numbered,
            gaps=Recent(lambda gap: self.overflow({"series": series, **gap.document()})),
            is_interrupted=self.broken_since_ms is not None,
            since_ms=self.broken_since_ms,
        )
        return account

    def _reject(self, reason: Reason, event_id: str) -> None:
        if reason not in self.rejected:
            self.rejected[reason.value] = Recent(
                lambda one: self.overflow({"reason": reason.value, "id": one})
            )
        self.rejected[reason.value].add(event_id)

    def take(self, ticks: Iterable[Tick], now_ms: int) -> None:
        """Note that the API took these ticks."""
        for tick in filter(self._resolve, ticks):
            self.taken += 1
            if tick.event_time is not None:
                self.lags_ms.append(float(now_ms - tick.event_time))

    def refuse(self, ticks: Iterable[Tick], reason: Reason) -> None:
        """Note that these ticks are not posted, since the webhook would reject their body."""
        for tick in filter(self._resolve, ticks):
            self._reject(reason, tick.event_id or "")

    def _resolve(self, tick: Tick) -> bool:
        """Whether the tick was pending; then it is so once less."""
        if key(tick) not in self.pending:
            return False
        self.pending[key(tick)] -= 1
        if not self.pending[key(tick)]:
            del self.pending[key(tick)]
        return True

    def subscribe(self, now_ms: int) -> None:
        """Note that the feed is subscribed to; the first time is when the run begins."""
        self.subscribed_ms = self.subscribed_ms or Decimal(now_ms)

    def interrupt(self) -> None:
        """Note that the connection broke: each series may miss ticks from here on."""
        self.disconnects += 1
        self.broken_since_ms = self.subscribed_ms
        for account in self.series.values():
            account.is_interrupted = True

    @property
    def is_whole(self) -> bool:
        """Whether every tick of the feed that is known of was taken."""
        gaps = any(each.all_gaps() or each.gaps.forgotten for each in self.series.values())
        return not (gaps or self.pending or self.rejected)

    @property
    def misses_known(self) -> bool:
        """Whether ticks are known to be missing, not only possible in a gap of time."""
        gaps = (gap for account in self.series.values() for gap in account.gaps)
        return any(gap.count for gap in gaps) or bool(self.pending or self.rejected)
