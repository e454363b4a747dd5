"""The enricher's own writes do not invoke it."""

import json
import time

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender
from tests.integration.deployed import client
from tests.integration.polling import BASE_SECONDS, wait

QUIET_SECONDS = 60.0
SHORTEST_QUIET_SECONDS = 2.0  # more than any wait of a faster cloud


def _invocations(deployed: CryptoPriceProcessing) -> int:
    """How often the enricher has finished a batch, by its log."""
    pages = (
        client("logs")
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=f"/aws/lambda/price-enricher-{deployed.suffix}",
            filterPattern='{ $.message = "batch processed" }',
        )
    )
    return sum(len(page["events"]) for page in pages)


def test_after_the_drain_a_minute_passes_without_an_invocation(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    quiet = max(QUIET_SECONDS * deployed.time_scale, SHORTEST_QUIET_SECONDS)
    before = _invocations(deployed)
    sender.deliver(json.dumps([{"symbol": symbol, "price": price} for price in range(1, 11)]))
    wait(lambda: deployed.enriched(symbol, 10), "the enriched items")
    wait(lambda: _invocations(deployed) > before or None, "the enricher's log line")

    def drained() -> bool | None:
        seen = _invocations(deployed)
        time.sleep(quiet)
        return _invocations(deployed) == seen or None

    wait(drained, "a quiet minute", seconds=BASE_SECONDS + 4 * quiet)
