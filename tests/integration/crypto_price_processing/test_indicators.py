"""Stored indicators equal the exact fractions."""

import json
from decimal import Decimal
from functools import partial
from typing import Any

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender, now_ms
from tests.integration.polling import wait
from tests.lambda_src.price_enricher import reference

COUNT = 25
LARGEST_BODY = 20
# A price that no binary fraction holds, moving by eighths.
PRICES = [Decimal("50000.0001") + Decimal(number * number % 17) / 8 for number in range(COUNT)]


def _number(item: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(item[name]["N"]) if name in item else None


def _assert_exact(items: list[dict[str, Any]]) -> None:
    assert [Decimal(item["price"]["N"]) for item in items] == PRICES
    for position, item in enumerate(items, start=1):
        prices = PRICES[:position]
        assert reference.is_rounded(_number(item, "ma_5"), reference.mean(prices, 5))
        assert reference.is_rounded(_number(item, "ma_20"), reference.mean(prices, 20))
        assert reference.is_rounded_root(
            _number(item, "volatility"), reference.variance(prices, 10)
        )


def _tick(symbol: str, position: int, start: int) -> dict[str, Any]:
    return {"symbol": symbol, "price": str(PRICES[position]), "time": start + position}


def test_ticks_in_a_sequence_of_bodies_get_exact_indicators(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    start = now_ms()
    ticks = [_tick(symbol, position, start) for position in range(COUNT)]
    for first in range(0, COUNT, LARGEST_BODY):
        body = ticks[first : first + LARGEST_BODY]
        sender.deliver(json.dumps(body))
        count = first + len(body)
        wait(partial(deployed.enriched, symbol, count), f"{count} enriched items")

    _assert_exact(deployed.trades(symbol))


def test_ticks_posted_one_by_one_get_exact_indicators(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    start = now_ms()
    for position in range(COUNT):
        sender.post(json.dumps(_tick(symbol, position, start)))
        wait(
            partial(deployed.enriched, symbol, position + 1),
            f"{position + 1} enriched items",
        )

    _assert_exact(deployed.trades(symbol))
