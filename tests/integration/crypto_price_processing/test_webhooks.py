"""Each tick of a signed webhook is stored once; a rejected one nowhere."""

import base64
import json
from functools import partial

import pytest

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender, now_ms
from tests.integration.messages import Message, TopicQueue
from tests.integration.polling import wait

# All of environments.toml: each one's secret is a right of its own of the function.
EXCHANGES = ("binance", "coinbase", "kraken")
OTHER_SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()


@pytest.mark.smoke
def test_a_signed_webhook_is_stored_and_enriched(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    body = f'{{"symbol":"{symbol}","price":50000.00,"exchange":"coinbase","volume":1234.56}}'
    outcome = sender.deliver(body)

    (item,) = wait(lambda: deployed.enriched(symbol, 1), "the enriched item")
    assert outcome["status"] == "accepted"
    assert outcome["ticks"][0]["timestamp"] == item["timestamp"]["N"]
    assert item["price"] == {"N": "50000"}
    assert item["volume"] == {"N": "1234.56"}
    assert item["symbol"] == {"S": f"{symbol}@coinbase"}
    assert (item["market"], item["exchange"]) == ({"S": symbol}, {"S": "coinbase"})
    assert item["processed"] == {"BOOL": True}
    assert not {"ma_5", "ma_20", "volatility"} & item.keys()
    (listed,) = deployed.items(symbol)
    assert (listed["timestamp"], listed["series"]) == ({"N": "0"}, {"SS": [f"{symbol}@coinbase"]})


def test_a_body_that_is_not_ascii_arrives_as_it_was_signed(sender: Sender, symbol: str) -> None:
    outcome = sender.deliver(f'{{"symbol":"{symbol}","price":1,"note":"süß 🪙 \'quoted\'"}}')

    assert outcome["status"] == "accepted"


def test_a_forged_webhook_is_stored_nowhere(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    identifier = sender.post(f'{{"symbol":"{symbol}","price":1}}', secret=OTHER_SECRET)

    assert sender.outcome(identifier) == {
        "status": "rejected",
        "ticks": [],
        "rejected": [{"index": None, "reason": "bad_signature"}],
    }
    assert deployed.trades(symbol) == []


def test_a_tick_that_is_sent_three_times_is_one_item(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    body = json.dumps({"symbol": symbol, "price": 7, "time": now_ms()})
    identifiers = [sender.post(body) for _ in range(3)]

    statuses = sorted(sender.outcome(identifier)["status"] for identifier in identifiers)
    assert statuses == ["accepted", "duplicate", "duplicate"]
    assert len(deployed.trades(symbol)) == 1


def test_each_exchange_has_a_series_of_its_own(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    body = json.dumps({"symbol": symbol, "price": 7, "time": now_ms()})
    identifiers = [sender.post(body, exchange) for exchange in EXCHANGES]

    assert {sender.outcome(identifier)["status"] for identifier in identifiers} == {"accepted"}
    for exchange in EXCHANGES:
        (item,) = wait(partial(deployed.enriched, symbol, 1, exchange), f"the item of {exchange}")
        assert item["market"] == {"S": symbol}
        assert item["exchange"] == {"S": exchange}


def test_a_bad_tick_is_rejected_while_its_good_neighbours_are_stored(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    now = now_ms()
    ticks = [{"symbol": symbol, "price": price, "time": now + price} for price in (1, -2, 3)]

    outcome = sender.deliver(json.dumps({"ticks": ticks}))

    assert outcome["status"] == "accepted"
    assert outcome["rejected"] == [{"index": 1, "reason": "bad_price"}]
    assert [item["price"]["N"] for item in deployed.trades(symbol)] == ["1", "3"]


def test_a_bad_body_is_rejected_and_stored_nowhere(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    outcome = sender.deliver(f'{{"symbol":"{symbol}","price":NaN}}')

    assert outcome["status"] == "rejected"
    assert outcome["rejected"] == [{"index": None, "reason": "not_json"}]
    assert deployed.trades(symbol) == []


def test_success_reaches_the_topic_of_ingestion_and_enrichment_in_one_format(
    sender: Sender, success: TopicQueue, symbol: str
) -> None:
    sender.deliver(f'{{"symbol":"{symbol}","price":5.50}}')

    for status in ("accepted", "enriched"):
        record = success.wait(partial(_announces, symbol, status), f"the message of {status}")
        payload = record["responsePayload"]
        assert record["requestContext"]["condition"] == "Success"
        assert {tick["price"] for tick in payload["ticks"] if tick["symbol"] == symbol} == {"5.5"}


def _announces(symbol: str, status: str, record: Message) -> bool:
    payload = record["responsePayload"]
    return payload["status"] == status and symbol in {tick["symbol"] for tick in payload["ticks"]}
