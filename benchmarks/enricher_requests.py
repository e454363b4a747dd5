"""How often the enricher asks DynamoDB for a batch of 100 ticks, of one symbol and of twenty."""

from benchmarks.enricher_account import BATCH, account


def measure() -> dict[str, float]:
    """`enricher.requests_per_record*`, counted at the handler's own client, retries included."""
    return {
        "enricher.requests_per_record": _per_record(symbols=1),
        "enricher.requests_per_record_20_symbols": _per_record(symbols=20),
    }


def _per_record(symbols: int) -> float:
    with account() as enricher:
        enricher.store(history=BATCH, symbols=symbols)
        records = enricher.arrive(BATCH, symbols)
        requests: list[str] = []
        enricher.client.meta.events.register(
            "request-created.dynamodb", lambda operation_name, **_: requests.append(operation_name)
        )
        enricher.process(records)
    if requests.count("UpdateItem") != BATCH:
        raise RuntimeError(f"not every item was written once: {requests}")
    return len(requests) / BATCH
