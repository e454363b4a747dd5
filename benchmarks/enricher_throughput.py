"""The enricher against the plain way, on the same store with three milliseconds for each call."""

import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from benchmarks.enricher_account import BATCH, TABLE, Account, account
from benchmarks.timing import seconds
from lambda_src.price_enricher.indicators import Priced, compute

PRELOADED = 1000
CALL_SECONDS = 0.003
ROUNDS = 3
# The plain way asks once for each indicator.
WINDOWS = (5, 20, 10)


def measure() -> dict[str, float]:
    """`enricher.throughput_vs_naive`: how many times as many records per second."""
    with account() as enricher:
        enricher.store(PRELOADED, symbols=1)
        enricher.client.meta.events.register("request-created.dynamodb", _wait)
        ours = _median(enricher.process, enricher)
        naive = _median(lambda records: _process_plainly(records, enricher.client), enricher)
    return {"enricher.throughput_vs_naive": naive / ours}


def _wait(**_: Any) -> None:
    time.sleep(CALL_SECONDS)


def _median(process: Callable[[list[dict[str, Any]]], None], enricher: Account) -> float:
    times = []
    for _ in range(ROUNDS):
        records = enricher.arrive(BATCH, symbols=1)
        times.append(seconds(lambda records=records: process(records)))  # type: ignore[misc]
    return statistics.median(times)


def _process_plainly(records: list[dict[str, Any]], client: Any) -> None:
    """Three queries and one update for each record, one after the other."""
    for record in records:
        image = record["dynamodb"]["NewImage"]
        key = {name: image[name] for name in ("symbol", "timestamp")}
        series = [_query(client, image, count) for count in WINDOWS][1]
        found = vars(compute(series))
        names = [name for name in found if found[name] is not None]
        client.update_item(
            TableName=TABLE,
            Key=key,
            UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in names),
            ExpressionAttributeValues={f":{name}": {"N": str(found[name])} for name in names},
        )


def _query(client: Any, image: dict[str, Any], count: int) -> list[Priced]:
    answer = client.query(
        TableName=TABLE,
        ScanIndexForward=False,
        Limit=count,
        KeyConditionExpression="symbol = :symbol AND #timestamp <= :timestamp",
        ExpressionAttributeNames={"#timestamp": "timestamp"},
        ExpressionAttributeValues={":symbol": image["symbol"], ":timestamp": image["timestamp"]},
    )
    return [Priced(Decimal(item["price"]["N"])) for item in answer["Items"]]
