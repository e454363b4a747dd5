"""A batch of the stream becomes indicators, announcements and dead-letter messages."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.logic import MAX_READS
from lambda_src.price_enricher.ports import Item
from tests.lambda_src.price_enricher.assertions import (
    announced_ticks,
    assert_exact,
    computed,
    series,
)
from tests.lambda_src.price_enricher.fakes import Harness, harness, touched

WRONG = Indicators(ma_5=Decimal(1))


def _nth_call(numbers: set[int]) -> Callable[[], bool]:
    calls = itertools.count(1)
    return lambda: next(calls) in numbers


@pytest.fixture
def env() -> Harness:
    return harness()


@pytest.mark.parametrize("history", [0, 1, 19, 200])
def test_a_full_batch_of_one_symbol_needs_little_more_than_a_request_per_record(
    env: Harness, history: int
) -> None:
    for number in range(history):
        env.table.add("BTC", number, 100 + number)
    env.table.before_write = lambda _: None
    records = [env.table.add("BTC", 1000 + number, 200 + number % 7) for number in range(100)]

    batch = env.process(records)

    assert batch.checkpoint() is None
    assert (env.table.pages + env.table.writes) / len(records) <= 1.1
    assert (env.table.pages, env.table.writes) == (1, 100)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["BTC", "ETH"]), st.integers(1, 50) | st.none()), max_size=60
    ),
    st.lists(st.integers(1, 20), max_size=10),
)
def test_ticks_in_order_are_exact_however_they_are_cut_into_batches(
    ticks: list[tuple[str, int | None]], sizes: list[int]
) -> None:
    env = harness()
    stream = [(symbol, number, price) for number, (symbol, price) in enumerate(ticks)]
    for size in [*sizes, 60]:
        now, stream = stream[:size], stream[size:]
        assert env.process([env.table.add(*tick) for tick in now]).checkpoint() is None

    assert_exact(env.table)
    assert len(env.queue.sent) == sum(price is None for _, price in ticks)


def test_items_stored_after_the_batch_do_not_count(env: Harness) -> None:
    records = [env.table.add("BTC", number, number + 1) for number in range(5)]
    env.table.add("BTC", 99, 1_000_000)

    env.process(records)

    assert series(env.table, "BTC")[4].stored == computed((5, 4, 3, 2, 1))


def test_a_tick_far_behind_its_batch_is_read_on_its_own(env: Harness) -> None:
    old = [env.table.add("BTC", number, number + 1) for number in range(30)]
    for number in range(1000):
        env.table.add("BTC", 100 + number, 7)
    new = env.table.add("BTC", 5000, 9)

    env.process([new, old[-1]])

    # The newest, the followers of the old one, and the ticks up to the last of these.
    assert env.table.pages == 3
    assert series(env.table, "BTC")[29].stored == computed(30 - n for n in range(30))
    assert series(env.table, "BTC")[-1].stored == computed([9] + [7] * 30)


def test_unusable_items_in_the_series_are_no_prices(env: Harness) -> None:
    for number in range(80):
        env.table.add("BTC", number, None if number % 4 else number + 1)
    record = env.table.add("BTC", 100, 5)

    env.process([record])

    usable = [number + 1 for number in range(76, -1, -4)]
    assert series(env.table, "BTC")[-1].stored == computed([5, *usable])


def test_own_writes_and_deletions_are_no_work(env: Harness) -> None:
    record = env.table.add("BTC", 1, 1)

    batch = env.process([{**record, "eventName": name} for name in ("MODIFY", "REMOVE")])

    assert batch.checkpoint() is None
    assert (env.table.pages, env.table.writes, env.topic.published) == (0, 0, [])


def test_a_correct_item_is_not_written_but_announced(env: Harness) -> None:
    """The run that wrote it may have died before it announced."""
    record = env.table.add("BTC", 1, 1)
    env.process([record])
    env.process([record])

    assert env.table.writes == 1
    assert announced_ticks(env) == [("BTC", "1"), ("BTC", "1")]


def test_a_wrong_item_is_repaired(env: Harness) -> None:
    record = env.table.add("BTC", 1, 1)
    env.table.items["BTC", Decimal(1)] = touched(env.table.items["BTC", Decimal(1)], WRONG)

    env.process([record])

    assert_exact(env.table)


def test_a_deleted_item_is_not_restored(env: Harness) -> None:
    records = [env.table.add("BTC", number, 5) for number in range(2)]
    del env.table.items["BTC", Decimal(1)]

    batch = env.process(records)

    assert batch.checkpoint() is None
    assert [item.timestamp for item in series(env.table, "BTC")] == [0]


def test_an_item_deleted_before_its_write_is_not_restored(env: Harness) -> None:
    record = env.table.add("BTC", 1, 5)

    def delete(item: Item) -> None:
        env.table.items.pop((item.series, item.timestamp), None)

    env.table.before_write = delete

    assert env.process([record]).checkpoint() is None
    assert env.table.items == {}


@settings(max_examples=40)
@given(st.sets(st.integers(0, 24), max_size=MAX_READS - 1))
def test_others_may_write_between_any_reading_and_its_write(positions: set[int]) -> None:
    env = harness()
    records = [env.table.add("BTC", number, number + 1) for number in range(25)]
    interfered: set[Decimal] = set()

    def interfere(item: Item) -> None:
        if int(item.timestamp) in positions - {int(done) for done in interfered}:
            interfered.add(item.timestamp)
            key = item.series, item.timestamp
            env.table.items[key] = touched(env.table.items[key], WRONG)

    env.table.before_write = interfere

    assert env.process(records).checkpoint() is None
    assert_exact(env.table)


def test_two_enrichers_of_the_same_batch_agree(env: Harness) -> None:
    records = [env.table.add("BTC", number, number + 1) for number in range(12)]
    env.table.before_write = lambda item: _other_enricher(env, records, item)

    assert env.process(records).checkpoint() is None
    assert_exact(env.table)


def _other_enricher(env: Harness, records: list[Any], item: Item) -> None:
    if item.timestamp == 3:
        env.table.before_write = lambda _: None
        env.process(records)


def test_endless_change_is_left_to_a_later_delivery(env: Harness) -> None:
    records = [env.table.add("BTC", 1, 1), env.table.add("ETH", 2, 1)]

    def interfere(item: Item) -> None:
        key = item.series, item.timestamp
        env.table.items[key] = touched(env.table.items[key], WRONG)

    env.table.before_write = interfere
    batch = env.process(records)

    assert env.table.writes == MAX_READS
    assert batch.checkpoint() == "BTC-1"
    assert str(batch.failure) == "the items of a series changed during 8 reads"


def test_an_item_without_revision_can_be_enriched(env: Harness) -> None:
    record = env.table.add("BTC", 1, 1)
    key = "BTC", Decimal(1)
    env.table.items[key] = replace(env.table.items[key], revision=None)

    assert env.process([record]).checkpoint() is None
    assert env.table.items[key].revision == 1


def test_an_unprocessable_record_is_dead_lettered_whole_and_the_rest_is_enriched(
    env: Harness,
) -> None:
    records = [env.table.add("BTC", number, None if number == 2 else 7) for number in range(5)]

    batch = env.process(records)

    assert batch.checkpoint() is None
    (sent,) = env.queue.sent
    assert sent[0] is records[2]
    assert str(sent[1]) == "the item has no usable price"
    assert [timestamp for _, timestamp in announced_ticks(env)] == ["0", "1", "3", "4"]
    assert_exact(env.table)


def test_indicators_that_cannot_be_stored_make_a_record_unprocessable(env: Harness) -> None:
    prices = [Decimal("1E-130")] * 9 + [Decimal("2E-130")]
    records = [env.table.add("BTC", number, price) for number, price in enumerate(prices)]

    batch = env.process(records)

    assert batch.checkpoint() is None
    assert [(sent[0], str(sent[1])) for sent in env.queue.sent] == [
        (records[9], "an indicator is out of the range of DynamoDB")
    ]


@pytest.mark.parametrize("call", range(1, 9))
def test_a_failing_table_stops_the_work_at_the_first_record_left_open(
    env: Harness, call: int
) -> None:
    records = [
        env.table.add("BTC", 1, 1), env.table.add("ETH", 2, 1), env.table.add("BTC", 3, 1),
        env.table.add("XRP", 4, None), env.table.add("ETH", 5, 1), env.table.add("BTC", 6, 1),
    ]  # fmt: skip
    env.table.away = _nth_call({call})

    batch = env.process(records)

    # Calls: query and three writes of BTC, then query and two writes of ETH.
    away = {"BTC"} if call <= 4 else {"ETH"} if call <= 7 else set[str]()
    assert batch.checkpoint() == {"BTC": "BTC-1", "ETH": "ETH-2"}.get(next(iter(away), ""))
    assert {symbol for symbol, _ in announced_ticks(env)} == (
        {"BTC", "ETH"} if call > 4 else set()
    ) - away
    assert len(env.queue.sent) == (call > 7)
    env.table.away = lambda: False
    assert env.process(records).checkpoint() is None
    assert_exact(env.table)


def test_a_failing_queue_leaves_its_record_open(env: Harness) -> None:
    records = [env.table.add("BTC", number, None if number == 1 else 7) for number in range(3)]
    env.queue.is_away = True

    batch = env.process(records)

    assert batch.checkpoint() == "BTC-1"
    assert announced_ticks(env) == [("BTC", "0"), ("BTC", "2")]


def test_a_failing_topic_has_the_batch_delivered_again(env: Harness) -> None:
    records = [env.table.add("BTC", number, 7) for number in range(3)]
    env.topic.is_away = True
    assert env.process(records).checkpoint() == "BTC-0"
    env.topic.is_away = False

    assert env.process(records).checkpoint() is None
    assert announced_ticks(env) == [("BTC", "0"), ("BTC", "1"), ("BTC", "2")]
    assert_exact(env.table)


def test_an_empty_batch_is_done(env: Harness) -> None:
    assert env.process([]).checkpoint() is None
    assert env.topic.published == []


@pytest.mark.parametrize(
    ("deviation", "verdict"),
    [("0.5", False), ("-0.5", False), (None, False), ("0.51", True), ("-0.51", True)],
)
def test_a_price_is_suspect_above_the_setting(
    env: Harness, deviation: str | None, *, verdict: bool
) -> None:
    indicators = Indicators(deviation=None if deviation is None else Decimal(deviation))

    assert env.enricher().is_suspect(indicators) is verdict
