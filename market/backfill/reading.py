"""Makes ticks of the rows of a file, or says why a row is none."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from gitops.adapters.errors import Refusal
from lambda_src.webhook_processor import event_times
from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick
from market.backfill.forms import HistorySource, Row, reader

# As for webhooks; a clock that is ahead makes no history.
AHEAD_MS = 300_000
# The first block of Bitcoin. A time before it was read in a wrong unit, or is no time.
EARLIEST_MS = int(datetime(2009, 1, 3, tzinfo=UTC).timestamp() * 1000)


@dataclass
class Rejections:
    """How many rows were rejected by reason, and the first row of each."""

    counts: Counter[Reason] = field(default_factory=Counter)
    first: dict[Reason, int] = field(default_factory=dict)

    def note(self, reason: Reason, row: int) -> None:
        """Count one row."""
        self.counts[reason] += 1
        self.first.setdefault(reason, row)


@dataclass
class _Instant:
    """The ticks of a series at its latest event time, to tell equal ones apart."""

    event_time: Decimal
    equal: Counter[Tick] = field(default_factory=Counter)


def ticks(
    rows: Iterable[tuple[int, Row]], source: HistorySource, now_ms: int, rejections: Rejections
) -> Iterator[Tick]:
    """The tick of each row, in their order; rows that are none are counted in `rejections`.

    Raises:
        Refusal: the columns are unknown; or trades without ids are not in the order of their time,
            so that equal ones could not be told from repeated ones.
    """
    read: Callable[[Row], Tick] | None = None
    instants: dict[str, _Instant] = {}
    for number, row in rows:
        if not row:
            rejections.note(Reason.NOT_A_TICK, number)
            continue
        read = read or reader(frozenset(row), source)
        try:
            tick = read(row)
            _check_time(tick, now_ms)
        except Rejected as refusal:
            rejections.note(refusal.reason, number)
            continue
        yield _numbered(tick, instants, number)


def _check_time(tick: Tick, now_ms: int) -> None:
    """History has times of its own, and they are of this era."""
    if tick.event_time is None:
        raise Rejected(Reason.BAD_TIME)
    event_times.check(tick.event_time, now_ms, AHEAD_MS, now_ms - EARLIEST_MS)


def _numbered(tick: Tick, instants: dict[str, _Instant], row: int) -> Tick:
    """The tick with its ordinal among the equal ones of its instant."""
    if tick.event_id is not None or tick.kind is PriceKind.CANDLE or tick.event_time is None:
        return tick
    latest = instants.setdefault(tick.series, _Instant(tick.event_time))
    if tick.event_time < latest.event_time:
        raise Refusal(
            f"Row {row} is older than one before it, and has no id: equal trades could not be told"
            " from repeated ones. Sort the file by time."
        )
    if tick.event_time > latest.event_time:
        latest = instants[tick.series] = _Instant(tick.event_time)
    latest.equal[tick] += 1
    return replace(tick, ordinal=latest.equal[tick] - 1)
