"""Stores the ticks of a file, each once, oldest first, as often as the command is started."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from decimal import Decimal

from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.storing import store_once
from lambda_src.webhook_processor.ticks import Receipt, StoredTick, Tick
from market.backfill.stored import KnownTable

# The ticks whose stretch of the table is read at once: one request for many that it saves.
CHUNK = 1000
# As many concurrent writes as the client has connections.
WRITERS = 10


class DryRun(TickTable):
    """Takes every tick, and stores none."""

    def insert(self, tick: StoredTick) -> str | None:  # noqa: ARG002 (it is not stored)
        """Say that the slot was free."""
        return None

    def list_series(self, market: str, series: str) -> None:
        """List nothing."""


@dataclass
class Loaded:
    """How far a load is: ticks stored now, ticks that were there before, and their range."""

    stored: int = 0
    there: int = 0
    crowded: int = 0
    """Ticks for which a thousand others of their instant left no slot."""
    first: Decimal | None = None
    last: Decimal | None = None
    series: Counter[str] = field(default_factory=Counter)

    @property
    def ticks(self) -> int:
        """All of them."""
        return self.stored + self.there + self.crowded

    def note(self, tick: Tick, *, stored: bool | None) -> None:
        """Count one tick, stored now or before; None if it had no slot."""
        self.stored += stored is True
        self.there += stored is False
        self.crowded += stored is None
        self.series[tick.series] += 1
        if tick.event_time is not None:
            self.first = min(self.first or tick.event_time, tick.event_time)
            self.last = max(self.last or tick.event_time, tick.event_time)


def load(
    ticks: Iterable[Tick],
    receipt: Receipt,
    table: KnownTable,
    writers: Executor,
    progress: Callable[[Loaded], None],
) -> Loaded:
    """Store the ticks that are not there yet; a load that was killed goes on where it was.

    What is stored is what says how far it came: nothing else is kept. Ticks of one instant are
    stored one after the other, in their order; those of others at the same time.
    """
    loaded = Loaded()
    listed: set[str] = set()
    for chunk in _chunks(ticks):
        table.read(chunk)
        tasks = (lambda each=each: _store(each, receipt, table) for each in _instants(chunk))
        for done in list(writers.map(lambda task: task(), tasks)):
            for tick, stored in done:
                loaded.note(tick, stored=stored)
        # Last, as webhook-processor does: a load that is started again lists what it finds stored.
        for market, series in sorted({(each.symbol, each.series) for each in chunk}):
            if series not in listed:
                table.list_series(market, series)
                listed.add(series)
        progress(loaded)
    return loaded


def _chunks(ticks: Iterable[Tick]) -> Iterator[list[Tick]]:
    source = iter(ticks)
    while chunk := list(itertools.islice(source, CHUNK)):
        yield chunk


def _instants(ticks: Sequence[Tick]) -> list[list[Tick]]:
    """The ticks by series and event time, the oldest first."""
    groups: dict[tuple[Decimal | None, str], list[Tick]] = {}
    for tick in ticks:
        groups.setdefault((tick.event_time, tick.series), []).append(tick)
    return [groups[key] for key in sorted(groups, key=lambda key: (key[0] or Decimal(0), key[1]))]


def _store(
    ticks: Sequence[Tick], receipt: Receipt, table: KnownTable
) -> list[tuple[Tick, bool | None]]:
    return [(tick, _stored(tick, receipt, table)) for tick in ticks]


def _stored(tick: Tick, receipt: Receipt, table: KnownTable) -> bool | None:
    if table.holds(tick):
        return False
    try:
        return not store_once(tick, receipt, table).is_duplicate
    except Rejected as refusal:
        if refusal.reason is not Reason.SLOTS_EXHAUSTED:
            raise
        return None
