"""Downstream reads one format."""

import json
from decimal import Decimal

import pytest

from lambda_src.price_enricher.announcement import messages, tick
from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import Item
from tests.lambda_src.price_enricher.fakes import INVOCATION, NOW

ITEM = Item(
    series="BTC@tradingview.binance",
    timestamp=Decimal("1.10"),
    market="BTC",
    exchange="tradingview",
    venue="binance",
    kind="alert",
    price=Decimal("5.0"),
    volume=None,
    revision=Decimal(1),
    stored=None,
)
TICK = tick(ITEM, Indicators(ma_5=Decimal("4.50"), volatility=Decimal(0)), is_suspect=True)


def test_a_tick_is_exact_text() -> None:
    assert TICK == {
        "symbol": "BTC",
        "series": "BTC@tradingview.binance",
        "timestamp": "1.1",
        "exchange": "tradingview",
        "venue": "binance",
        "kind": "alert",
        "price": "5",
        "ma_5": "4.5",
        "ma_20": None,
        "volatility": "0",
        "realised_volatility": None,
        "vwap_20": None,
        "min_20": None,
        "max_20": None,
        "deviation": None,
        "suspect": True,
    }


def test_a_message_has_the_shape_of_a_destination_record() -> None:
    """Recorded from AWS: the success record of an asynchronous invocation."""
    (message,) = messages("enriched", [TICK], INVOCATION, NOW)

    assert json.loads(message) == {
        "version": "1.0",
        "timestamp": NOW,
        "requestContext": {
            "requestId": "request-1",
            "functionArn": (
                "arn:aws:lambda:us-east-1:123456789012:function:price-enricher-dev:$LATEST"
            ),
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": {"status": "enriched", "ticks": [TICK]},
    }


def test_without_ticks_there_is_no_message() -> None:
    assert list(messages("enriched", [], INVOCATION, NOW)) == []


@pytest.mark.parametrize("count", [1, 1000, 5000])
def test_messages_stay_below_the_limit_and_lose_nothing(count: int) -> None:
    ticks = [{**TICK, "timestamp": str(number)} for number in range(count)]

    sent = list(messages("repaired", ticks, INVOCATION, NOW))

    assert all(len(message.encode()) < 200 * 1024 for message in sent)
    assert [t for message in sent for t in json.loads(message)["responsePayload"]["ticks"]] == ticks
