"""A load stores each tick once, in few requests, however often it is started or stopped."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lambda_src.webhook_processor import storing
from lambda_src.webhook_processor.storing import store_once
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable
from lambda_src.webhook_processor.ticks import Receipt, Tick
from market.backfill import loading
from market.backfill.loading import DryRun, Loaded, load
from market.backfill.stored import KnownTable, Pace

NAME = "crypto-prices-dev"
RECEIPT = Receipt("backfill/file-1", 1_790_000_000_000, "file-1")
WEBHOOK = Receipt("request-1", 1_704_067_200_500)
AT = Decimal(1_704_067_200_000)
TICK = Tick("BTC-USD", "coinbase", Decimal(5), Decimal(1), AT, "0")
UNHURRIED = 1e9


class Killed(BaseException):
    """As SIGKILL: nothing catches it."""


@pytest.fixture
def writers() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@pytest.fixture
def requests(table: Any) -> list[str]:
    """The operations that the load asks for."""
    asked: list[str] = []
    table.meta.events.register(
        "request-created", lambda operation_name, **_: asked.append(operation_name)
    )
    return asked


def _load(table: Any, ticks: Sequence[Tick], writers: Executor, *, dry_run: bool = False) -> Loaded:
    inner = DryRun() if dry_run else DynamoDbTickTable(table, NAME)
    known = KnownTable(table, NAME, inner, Pace(UNHURRIED))
    return load(ticks, RECEIPT, known, writers, lambda _: None)


def _items(table: Any) -> list[dict[str, Any]]:
    pages = table.get_paginator("scan").paginate(TableName=NAME)
    items = [item for page in pages for item in page["Items"] if item["timestamp"]["N"] != "0"]
    return sorted(items, key=lambda item: (item["symbol"]["S"], Decimal(item["timestamp"]["N"])))


def _trades(count: int, each_ms: int = 1) -> list[Tick]:
    return [
        replace(
            TICK, event_time=AT + number // each_ms, event_id=str(number), price=Decimal(number + 1)
        )
        for number in range(count)
    ]


def test_a_second_load_stores_nothing_and_asks_for_nothing_but_what_is_there(
    table: Any, writers: Executor, requests: list[str]
) -> None:
    ticks = _trades(60)
    first = _load(table, ticks, writers)
    before = _items(table)
    requests.clear()

    second = _load(table, ticks, writers)

    assert (first.stored, first.there) == (60, 0)
    assert (second.stored, second.there) == (0, 60)
    # It lists its series again: the load before may have been killed before it did.
    assert Counter(requests) == {"Query": 1, "UpdateItem": 1}
    assert _items(table) == before
    assert {item["load"]["S"] for item in before} == {"file-1"}


def test_fills_of_one_instant_take_one_request_each(
    table: Any, writers: Executor, requests: list[str]
) -> None:
    """Without knowing the slots the fiftieth fill would be put fifty times."""
    _load(table, _trades(100, each_ms=25), writers)

    assert len(requests) / 100 <= 1.05
    prices = [int(item["price"]["N"]) for item in _items(table)]
    assert prices == list(range(1, 101))


@pytest.mark.parametrize("writes", [0, 7, 39])
def test_a_load_that_was_killed_goes_on_where_it_was(
    table: Any,
    writers: Executor,
    writes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 15)
    ticks = _trades(40, each_ms=3)
    inner, calls = DynamoDbTickTable(table, NAME), itertools.count()

    class Dying(DynamoDbTickTable):
        def insert(self, tick: Any) -> str | None:
            if next(calls) >= writes:
                raise Killed
            return inner.insert(tick)

    dying = KnownTable(table, NAME, Dying(table, NAME), Pace(UNHURRIED))
    with pytest.raises(Killed), ThreadPoolExecutor(4) as others:
        load(ticks, RECEIPT, dying, others, lambda _: None)
    stored = len(_items(table))

    again = _load(table, ticks, writers)

    assert (again.there, again.stored) == (stored, 40 - stored)
    items = _items(table)
    assert sorted(int(item["event_id"]["S"]) for item in items) == list(range(40))


def test_what_arrived_before_is_not_stored_again(table: Any, writers: Executor) -> None:
    ticks = [*_trades(20), replace(TICK, event_id=None, event_time=AT + 7)]
    for tick in ticks[5:9] + ticks[-1:]:
        store_once(tick, WEBHOOK, DynamoDbTickTable(table, NAME))

    loaded = _load(table, ticks, writers)

    assert (loaded.stored, loaded.there) == (16, 5)
    assert len(_items(table)) == 21
    arrived = [item for item in _items(table) if "load" not in item]
    assert {item["request_id"]["S"] for item in arrived} == {"request-1"}
    assert len(arrived) == 5


@pytest.mark.parametrize(("live", "archive"), [("0", "0.328"), ("0.328", "0"), ("0.9", "0.001")])
def test_a_trade_that_arrived_in_milliseconds_is_found_in_an_archive_of_microseconds(
    table: Any, writers: Executor, live: str, archive: str
) -> None:
    store_once(
        replace(TICK, event_time=AT + Decimal(live)), WEBHOOK, DynamoDbTickTable(table, NAME)
    )

    loaded = _load(table, [replace(TICK, event_time=AT + Decimal(archive))], writers)

    assert (loaded.stored, loaded.there) == (0, 1)


def test_an_id_that_is_used_again_later_is_another_trade(table: Any, writers: Executor) -> None:
    loaded = _load(table, [TICK, replace(TICK, event_time=AT + 1)], writers)

    assert (loaded.stored, len(_items(table))) == (2, 2)


def test_who_stores_meanwhile_is_met_by_the_table(table: Any, writers: Executor) -> None:
    """A webhook brings another tick of the instant after its stretch was read."""
    other = replace(TICK, event_id="live")

    class Overtaken(DynamoDbTickTable):
        def insert(self, tick: Any) -> str | None:
            store_once(other, WEBHOOK, DynamoDbTickTable(table, NAME))
            return super().insert(tick)

    known = KnownTable(table, NAME, Overtaken(table, NAME), Pace(UNHURRIED))
    load([TICK, other], RECEIPT, known, writers, lambda _: None)

    ids = {item["timestamp"]["N"]: item["event_id"]["S"] for item in _items(table)}
    assert ids == {str(AT): "live", f"{AT}.000001": "0"}


def test_a_dry_run_counts_what_a_load_would_store(table: Any, writers: Executor) -> None:
    ticks = _trades(40, each_ms=5)
    _load(table, ticks[:10], writers)
    before = _items(table)

    loaded = _load(table, ticks, writers, dry_run=True)

    assert (loaded.stored, loaded.there) == (30, 10)
    assert (loaded.first, loaded.last) == (AT, AT + 7)
    assert loaded.series == {"BTC-USD@coinbase": 40}
    assert _items(table) == before


def test_a_tick_that_finds_no_slot_is_counted(
    table: Any, writers: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "SLOTS", 4)

    loaded = _load(table, _trades(5, each_ms=9), writers)

    assert (loaded.stored, loaded.crowded, loaded.ticks) == (4, 1, 5)


def test_the_pace_is_kept_and_lost_time_is_not_made_up_for() -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 6))
        now[0] += seconds

    pace = Pace(10, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
    now[0] += 60
    for _ in range(2):
        pace.wait()

    assert slept == [0, 0.1, 0.1, 0, 0.1]


def test_a_load_lists_its_series_once(table: Any, writers: Executor, requests: list[str]) -> None:
    later = replace(TICK, event_time=AT + 1)
    _load(table, [TICK, later, replace(TICK, exchange="kraken")], writers)

    key = {"symbol": {"S": "BTC-USD"}, "timestamp": {"N": "0"}}
    listed = table.get_item(TableName=NAME, Key=key)["Item"]["series"]["SS"]
    assert sorted(listed) == ["BTC-USD@coinbase", "BTC-USD@kraken"]
    assert requests.count("UpdateItem") == 2


def test_a_dry_run_lists_nothing(table: Any, writers: Executor) -> None:
    _load(table, [TICK], writers, dry_run=True)

    assert table.scan(TableName=NAME)["Items"] == []
