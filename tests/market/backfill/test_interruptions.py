"""However often a load is killed, the table is as if each tick had arrived by itself."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor.storing import store_once
from lambda_src.webhook_processor.ticks import Receipt, StoredTick, Tick
from market.backfill import loading
from market.backfill.loading import load
from market.backfill.stored import KnownTable, Pace
from tests.lambda_src.webhook_processor.fakes import MemoryTable

AT = Decimal(1_704_067_200_000)
RECEIPT = Receipt("backfill/file-1", 1_790_000_000_000, "file-1")
# Microseconds after the first; the exchange; whether the trade has an id.
TICKS = st.lists(
    st.tuples(
        st.integers(0, 3000), st.sampled_from(["coinbase", "kraken"]), st.booleans()
    ),
    max_size=30,
)  # fmt: skip


class Killed(BaseException):
    """As SIGKILL: nothing catches it."""


class Queries:
    """Answers the Query of a load from a table in memory, in pages of two items."""

    def __init__(self, table: MemoryTable) -> None:
        self._table = table

    def get_paginator(self, operation: str) -> "Queries":
        assert operation == "query"
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        values = asked["ExpressionAttributeValues"]
        first, last = (Decimal(values[name]["N"]) for name in (":first", ":last"))
        items = [
            _projected(stored)
            for (series, _), stored in self._table.stored.items()
            if series == values[":series"]["S"] and first <= stored.timestamp <= last
        ]
        for start in range(0, len(items), 2):
            yield {"Items": items[start : start + 2]}


class MortalTable(MemoryTable):
    """Dies at one of its inserts."""

    deaths: Iterator[bool] = itertools.repeat(False)

    def insert(self, tick: StoredTick) -> str | None:
        if next(self.deaths):
            raise Killed
        return super().insert(tick)


def _projected(stored: StoredTick) -> dict[str, Any]:
    item = {
        "timestamp": {"N": canonical(stored.timestamp)},
        "identity": {"S": stored.identity},
    }
    event_id = stored.tick.event_id
    return item if event_id is None else {**item, "event_id": {"S": event_id}}


def _ticks(drawn: list[tuple[int, str, bool]]) -> list[Tick]:
    return [
        Tick(
            "BTC-USD",
            exchange,
            Decimal(number + 1),
            event_time=AT + Decimal(microseconds) / 1000,
            event_id=str(number) if has_id else None,
        )
        for number, (microseconds, exchange, has_id) in enumerate(sorted(drawn))
    ]


def _content(table: MemoryTable) -> dict[tuple[str, str], str]:
    return {slot: stored.identity for slot, stored in table.stored.items()}


@settings(max_examples=60)
@given(TICKS, st.lists(st.integers(0, 12), max_size=4), st.integers(1, 9))
def test_a_load_ends_as_if_each_tick_had_arrived(
    drawn: list[tuple[int, str, bool]], lives: list[int], chunk: int
) -> None:
    ticks, arrived, table = _ticks(drawn), MemoryTable(), MortalTable()
    for tick in ticks:
        store_once(tick, RECEIPT, arrived)

    with mock.patch.object(loading, "CHUNK", chunk):
        for inserts in [*lives, None]:
            forever = itertools.repeat(False)
            table.deaths = forever if inserts is None else _dies_after(inserts)
            known = KnownTable(Queries(table), "prices", table, Pace(1e9))
            with ThreadPoolExecutor(1) as writer:
                try:
                    load(ticks, RECEIPT, known, writer, lambda _: None)
                except Killed:
                    assert inserts is not None

    assert _content(table) == _content(arrived)


def _dies_after(inserts: int) -> Iterator[bool]:
    return itertools.chain(itertools.repeat(False, inserts), itertools.repeat(True))
