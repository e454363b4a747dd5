"""What a tick costs until it is stored and enriched: requests, and write units of the table."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from benchmarks.enricher_account import BATCH, TABLE, Account, account, record
from benchmarks.ingest_account import Ingestion, webhook
from lambda_src.price_enricher.series import FOLLOWERS

# A write costs a unit for each KB of the item, begun ones count.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
UNIT_BYTES = 1024
NUMBER_BYTES = 21


def measure() -> dict[str, float]:
    """`ingest.requests_per_tick`, `ingest.write_units_per_tick` and `..._per_repair`."""
    with account() as enricher:
        ingestion = Ingestion()
        ingestion.keep_secret()
        with _counted(ingestion.dynamodb, ingestion.ssm) as requests:
            for position in range(BATCH):
                ingestion.process(webhook(position))
        with _counted(enricher.client) as enriched:
            enricher.process([record(*each) for each in enumerate(_items(enricher))])
        writes = requests.count("PutItem") + enriched.count("UpdateItem")
        ingestion.process(webhook(BATCH // 2, mark="late-"))
        (late,) = [item for item in _items(enricher) if "enriched_at" not in item]
        with _counted(enricher.client) as repairs:
            enricher.process([record(BATCH, late)])
        units = max(map(_units, _items(enricher)))
    # The late tick's own write is no repair.
    per_repair = (repairs.count("UpdateItem") - 1) / FOLLOWERS
    return {
        "ingest.requests_per_tick": len(requests) / BATCH,
        "ingest.write_units_per_tick": units * writes / BATCH,
        "ingest.write_units_per_repair": units * per_repair,
    }


@contextmanager
def _counted(*clients: Any) -> Iterator[list[str]]:
    """The operations that the clients ask for, retries included."""
    requests: list[str] = []

    def note(operation_name: str, **_: Any) -> None:
        requests.append(operation_name)

    for client in clients:
        client.meta.events.register("request-created", note)
    yield requests
    for client in clients:
        client.meta.events.unregister("request-created", note)


def _items(enricher: Account) -> list[dict[str, Any]]:
    """The ticks in the table, in the order of their time."""
    found = [item for item in enricher.client.scan(TableName=TABLE)["Items"] if "price" in item]
    return sorted(found, key=lambda item: Decimal(item["timestamp"]["N"]))


def _units(item: dict[str, Any]) -> int:
    """Write units of the item: names and values in UTF-8, a number at its longest.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    size = sum(len(name.encode()) + _size(value) for name, value in item.items())
    return math.ceil(size / UNIT_BYTES)


def _size(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    return NUMBER_BYTES if kind == "N" else len(str(content).encode())
