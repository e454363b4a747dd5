"""Markets are written as each exchange writes them, and its refusals are understood."""

import json
import time
from typing import Any

import pytest

from lambda_src.webhook_processor import generic, paths
from lambda_src.webhook_processor.entry import Entry
from lambda_src.webhook_processor.exchanges import NAMES
from market.bridge.feeds import FEEDS, refusal
from market.bridge.receiving import PING_SECONDS, SILENT_SECONDS


@pytest.mark.parametrize("exchange", sorted(FEEDS))
@pytest.mark.parametrize("market", ["BTC-USDT", "ETH-BTC", "DOGE-USDT"])
def test_the_webhook_reads_the_name_of_a_market_back(exchange: str, market: str) -> None:
    spelt = FEEDS[exchange].market(market)
    read = generic.tick(Entry(spelt, "1"), exchange).symbol

    assert read in {market, f"{market}-PERP"}


@pytest.mark.parametrize("exchange", sorted(FEEDS))
def test_a_feed_belongs_to_an_adapter_and_subscribes_to_each_market(exchange: str) -> None:
    messages = FEEDS[exchange].messages(["one", "two"])

    assert paths.of(exchange)[0] in NAMES
    assert FEEDS[exchange].url.startswith("wss://")
    for market in ("one", "two"):
        assert any(market in message for message in messages)
    assert all(isinstance(json.loads(message), dict) for message in messages)


@pytest.mark.parametrize(
    ("exchange", "name", "spelt"),
    [
        ("bitfinex", "tBTCF0:USTF0", "tBTCF0:USTF0"),
        ("bitfinex", "DUSK-USD", "tDUSK:USD"),
        ("bitfinex", "BTC-USDC", "tBTCUDC"),
        ("okx", "BTC-USDT-SWAP", "BTC-USDT-SWAP"),
        ("kraken", "btc-usd", "BTC/USD"),
        ("kraken", "BTC/USD", "BTC/USD"),
        ("bitstamp", "BTC-USD", "btcusd"),
    ],
)
def test_a_market_has_the_name_of_the_exchange(exchange: str, name: str, spelt: str) -> None:
    assert FEEDS[exchange].market(name) == spelt


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"type": "error", "message": "Failed to subscribe", "reason": "X-USD is not a valid"
          " product"}, "Failed to subscribe: X-USD is not a valid product"),
        ({"event": "error", "msg": "symbol: invalid", "code": 10300}, "symbol: invalid"),
        ({"success": False, "error": "Currency pair not supported"}, "Currency pair not supported"),
        ({"success": False, "ret_msg": "error:handler not found"}, "error:handler not found"),
        ({"error": {"code": 2, "msg": "Invalid request"}, "id": 1}, "Invalid request"),
        ({"error": {"code": 2, "message": "unknown currency pair"}}, "unknown currency pair"),
        ({"event": "bts:error", "data": "no channel"}, "no channel"),
        ({"error": None, "result": {"status": "success"}}, None),
        ({"success": True}, None),
        ([1, "hb"], None),
        (None, None),
    ],
)  # fmt: skip
def test_a_refusal_has_the_words_of_the_exchange(document: Any, why: str | None) -> None:
    assert refusal(document) == why


def test_gate_gets_the_time_of_each_request() -> None:
    [message] = FEEDS["gate"].messages(["BTC_USDT"])

    assert abs(json.loads(message)["time"] - time.time()) < 2


def test_futures_of_binance_have_the_address_of_market_streams() -> None:
    assert FEEDS["binancefutures"].url == "wss://fstream.binance.com/market/ws"


def test_a_feed_that_is_pinged_answers_before_it_counts_as_silent() -> None:
    assert 2 * PING_SECONDS < SILENT_SECONDS
