"""A late tick repairs what it touches, whoever else is at work."""

from typing import Any

import pytest

from lambda_src.price_enricher.ports import Item
from tests.lambda_src.price_enricher.assertions import (
    announced_ticks,
    announced_timestamps,
    assert_exact,
)
from tests.lambda_src.price_enricher.fakes import NOW_SECONDS, Harness, harness


@pytest.fixture
def env() -> Harness:
    return harness()


def test_a_late_tick_repairs_the_twenty_items_that_it_touches(env: Harness) -> None:
    records = [env.table.add("BTC", number, number * number) for number in range(1, 41)]
    env.process(records)
    env.topic.published.clear()
    writes = env.table.writes
    late = env.table.add("BTC", 10, 7_000)

    batch = env.process([late])

    assert_exact(env.table)
    assert env.table.writes - writes == 21
    assert sum(result.is_late_repair for result in batch.repaired) == 20
    announced = {status: announced_timestamps(env, status) for status in ("enriched", "repaired")}
    assert announced == {"enriched": [10], "repaired": list(range(11, 31))}


def test_the_repairs_of_a_killed_invocation_are_made_and_announced(env: Harness) -> None:
    env.process([env.table.add("BTC", number, number) for number in range(1, 21)])
    late = env.table.add("BTC", 0, 50)

    def die(item: Item) -> None:
        if item.timestamp == 7:
            raise KeyboardInterrupt

    env.table.before_write = die
    with pytest.raises(KeyboardInterrupt):
        env.process([late])
    env.table.before_write = lambda _: None
    env.topic.published.clear()

    assert env.process([late]).checkpoint() is None
    assert_exact(env.table)
    assert announced_timestamps(env, "repaired") == list(range(1, 21))


def test_loaded_history_is_announced_apart_and_never_as_news(env: Harness) -> None:
    """Only the items that had arrived before are repaired by it."""
    env.process([env.table.add("BTC", number, number) for number in range(100, 130)])
    env.topic.published.clear()
    records = [env.table.add("BTC", number, 7, load="file-1") for number in range(40)]

    batches = [env.process(records[start : start + 20]) for start in (20, 0)]

    assert_exact(env.table)
    announced = {
        status: sorted(set(announced_timestamps(env, status)))
        for status in ("enriched", "repaired", "backfilled")
    }
    assert announced == {
        "enriched": [],
        "repaired": list(range(100, 120)),
        "backfilled": list(range(40)),
    }
    late = sum(result.is_late_repair for batch in batches for result in batch.repaired)
    assert late == 20


def _old(record: Any) -> Any:
    """The record as it is once it has waited so long that nobody who missed it is at work."""
    created = {"ApproximateCreationDateTime": NOW_SECONDS - 61}
    return {**record, "dynamodb": {**record["dynamodb"], **created}}


def test_behind_its_stream_the_enricher_writes_every_item_once(env: Harness) -> None:
    """Items whose own records are still to come are left to them."""
    records = [_old(env.table.add("BTC", number, number + 1)) for number in range(60)]

    for start in range(0, 60, 5):
        assert env.process(records[start : start + 5]).checkpoint() is None

    assert env.table.writes == 60
    assert_exact(env.table)


def test_an_old_late_tick_still_repairs_what_is_enriched(env: Harness) -> None:
    env.process([env.table.add("BTC", number, number) for number in range(1, 21)])

    env.process([_old(env.table.add("BTC", 0, 50))])

    assert_exact(env.table)


def test_an_item_of_a_later_batch_is_not_reported_before_its_turn(env: Harness) -> None:
    early = [env.table.add("BTC", number, 7) for number in range(3)]
    later = [env.table.add("BTC", number, 7) for number in range(3, 6)]

    env.process(early)
    env.process(later)

    assert announced_ticks(env) == [("BTC", str(number)) for number in range(6)]


def test_whoever_read_before_a_late_tick_cannot_undo_its_repairs(env: Harness) -> None:
    """Two late ticks that cancel each other out leave an item as it was; one alone would not."""
    records = [env.table.add("BTC", number * 10, number % 2 + 1) for number in range(12)]
    env.process(records)
    first = env.table.add("BTC", 35, 1)
    second: list[Any] = []

    def another_comes(item: Item) -> None:
        if item.timestamp == 90 and not second:
            second.append(env.table.add("BTC", 36, 2))
            env.process(second)

    env.table.before_write = another_comes
    env.process([first])

    assert second
    assert_exact(env.table)
