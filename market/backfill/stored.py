"""The table as a load sees it: what is there costs no write, and writes keep their pace."""

import threading
import time
from collections.abc import Callable, Iterable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.ticks import StoredTick, Tick

_END_OF_MILLISECOND = Decimal("0.999999")


class Pace:
    """Lets at most `rate` calls a second begin, from any number of threads."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._step = 1 / rate
        self._clock, self._sleep = clock, sleep
        self._next = clock()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when it is this call's turn; time that nobody used is not made up for."""
        with self._lock:
            turn = max(self._next, self._clock())
            self._next = turn + self._step
        self._sleep(max(0.0, turn - self._clock()))


class KnownTable(TickTable):
    """A table of which one part was read before, so that its ticks need no request.

    A slot that is known answers at once, and the next tick of its instant begins behind it. Slots
    never become free again, so that what was read stays true; what others store meanwhile is
    found by the table itself.
    """

    def __init__(self, client: Any, name: str, table: TickTable, pace: Pace) -> None:
        self._client = client
        self._name = name
        self._table = table
        self._pace = pace
        self._slots: dict[tuple[str, str], str] = {}
        self._ids: set[tuple[str, Decimal, str]] = set()

    def read(self, ticks: Iterable[Tick]) -> None:
        """Know what the table holds between the oldest and the newest of the ticks, by series."""
        self._slots, self._ids = {}, set()
        for series, first, last in _ranges(ticks):
            for page in self._pages(series, first, last):
                for item in page["Items"]:
                    self._note(series, item)

    def holds(self, tick: Tick) -> bool:
        """Whether a tick with this id is there at the same millisecond.

        Live frames have milliseconds where an archive has microseconds: one trade, two event times
        (docs/claims.md#archive-times).
        """
        if tick.event_id is None or tick.event_time is None:
            return False
        return (tick.series, _millisecond(tick.event_time), tick.event_id) in self._ids

    def insert(self, tick: StoredTick) -> str | None:
        """Store it in its slot, unless that is known to be taken."""
        slot = tick.tick.series, canonical(tick.timestamp)
        if slot in self._slots:
            return self._slots[slot]
        self._pace.wait()
        there = self._table.insert(tick)
        self._slots[slot] = tick.identity if there is None else there
        return there

    def list_series(self, market: str, series: str) -> None:
        """Add the series to the list of its market."""
        self._pace.wait()
        self._table.list_series(market, series)

    def _pages(self, series: str, first: Decimal, last: Decimal) -> Iterable[dict[str, Any]]:
        pages: Iterable[dict[str, Any]] = self._client.get_paginator("query").paginate(
            TableName=self._name,
            ConsistentRead=True,
            KeyConditionExpression="#symbol = :series AND #timestamp BETWEEN :first AND :last",
            ProjectionExpression="#timestamp, #identity, event_id",
            ExpressionAttributeNames={
                "#symbol": "symbol", "#timestamp": "timestamp", "#identity": "identity"
            },
            ExpressionAttributeValues={
                ":series": {"S": series},
                ":first": {"N": canonical(first)},
                ":last": {"N": canonical(last)},
            },
        )  # fmt: skip
        return pages

    def _note(self, series: str, item: dict[str, Any]) -> None:
        timestamp = Decimal(item["timestamp"]["N"])
        identity = item.get("identity", {}).get("S", "")
        self._slots[series, canonical(timestamp)] = identity
        if "event_id" in item:
            self._ids.add((series, _millisecond(timestamp), item["event_id"]["S"]))


def _ranges(ticks: Iterable[Tick]) -> Iterable[tuple[str, Decimal, Decimal]]:
    """Each series with the first and the last timestamp that its ticks may have."""
    times: dict[str, list[Decimal]] = {}
    for tick in ticks:
        if tick.event_time is not None:
            times.setdefault(tick.series, []).append(_millisecond(tick.event_time))
    for series, found in times.items():
        yield series, min(found), max(found) + _END_OF_MILLISECOND


def _millisecond(time: Decimal) -> Decimal:
    return time.to_integral_value(ROUND_FLOOR)
