"""How often a load asks DynamoDB for a tick, ten fills at each instant."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from benchmarks.enricher_account import FIRST_MS, TABLE, account
from lambda_src.webhook_processor.tick_table import DynamoDbTickTable
from lambda_src.webhook_processor.ticks import Receipt, Tick
from market.backfill.loading import WRITERS, load
from market.backfill.stored import KnownTable, Pace

TICKS = 2000
FILLS = 10


def measure() -> dict[str, float]:
    """`backfill.requests_per_tick`, counted at the load's own client, retries included."""
    with account() as enricher, ThreadPoolExecutor(WRITERS) as writers:
        requests: list[str] = []
        enricher.client.meta.events.register(
            "request-created.dynamodb", lambda operation_name, **_: requests.append(operation_name)
        )
        inner = DynamoDbTickTable(enricher.client, TABLE)
        table = KnownTable(enricher.client, TABLE, inner, Pace(float("inf")))
        receipt = Receipt("backfill/bench", FIRST_MS, "bench")
        loaded = load(map(_tick, range(TICKS)), receipt, table, writers, lambda _: None)
    if loaded.stored != TICKS:
        raise RuntimeError(f"not every tick was stored: {loaded}")
    return {"backfill.requests_per_tick": len(requests) / TICKS}


def _tick(number: int) -> Tick:
    time, price = Decimal(FIRST_MS + number // FILLS), Decimal(50_000 + number % 7)
    return Tick("BTC-USD", "coinbase", price, Decimal("0.5"), time, str(number))
