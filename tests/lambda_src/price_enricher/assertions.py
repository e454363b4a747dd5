"""Assertions on the table and the topic of a harness in memory."""

import json
from collections.abc import Iterable
from decimal import Decimal

from lambda_src.price_enricher.indicators import Indicators, Priced, compute
from lambda_src.price_enricher.ports import Item
from tests.lambda_src.price_enricher.fakes import Harness, MemoryTable


def series(table: MemoryTable, name: str) -> list[Item]:
    """The items of a series, oldest first."""
    return [item for key, item in sorted(table.items.items()) if key[0] == name]


def assert_exact(table: MemoryTable) -> None:
    """Every priced item equals the reference over its stored series."""
    for name in {key[0] for key in table.items}:
        ticks: list[Priced] = []
        for item in series(table, name):
            if item.price is not None:
                ticks.insert(0, Priced(item.price, item.volume))
                assert item.stored == compute(ticks), item


def computed(prices: Iterable[int]) -> Indicators:
    """The indicators of these prices, newest first."""
    return compute([Priced(Decimal(price)) for price in prices])


def announced_ticks(env: Harness) -> list[tuple[str, str]]:
    """Symbol and timestamp of everything that was announced."""
    return [
        (tick["symbol"], tick["timestamp"])
        for message in env.topic.published
        for tick in json.loads(message)["responsePayload"]["ticks"]
    ]


def announced_timestamps(env: Harness, status: str) -> list[int]:
    """The timestamps that were announced with this status."""
    payloads = [json.loads(message)["responsePayload"] for message in env.topic.published]
    ticks = [tick for each in payloads if each["status"] == status for tick in each["ticks"]]
    return [int(tick["timestamp"]) for tick in ticks]
