"""What cannot be processed ends in a queue, and people are told."""

import time
from typing import Any

import pytest

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.door import now_ms
from tests.integration.deployed import client
from tests.integration.listening import Listener, Message, take
from tests.integration.waiting import wait

ENRICHER = "price-enricher"
# The notifier speaks once a minute of a function; an earlier error may have had its say.
NOTICES = 6
SECONDS_FOR_A_NOTICE = 20.0


def _item(symbol: str, timestamp: int, price: dict[str, str]) -> dict[str, Any]:
    key = {"symbol": {"S": symbol}, "timestamp": {"N": str(timestamp)}}
    return {**key, "price": price, "revision": {"N": "1"}}


def _put(deployed: CryptoPriceProcessing, *items: dict[str, Any]) -> None:
    requests = [{"PutRequest": {"Item": item}} for item in items]
    client("dynamodb").batch_write_item(RequestItems={deployed["dynamodb_table_name"]: requests})


def _take_dead_letter(deployed: CryptoPriceProcessing, symbol: str) -> Message:
    def is_it(letter: Message) -> bool:
        key = letter.get("dynamodb", {}).get("Keys", {})
        return bool(key.get("symbol") == {"S": symbol})

    return take(deployed["price_enricher_dlq_url"], is_it, "the poison record in its queue")


def _enriched(deployed: CryptoPriceProcessing, symbol: str) -> list[str] | None:
    done = [item["price"]["N"] for item in deployed.items(symbol) if "enriched_at" in item]
    return done if len(done) == 2 else None


# Its notice is the one of this minute; whoever listens from now on need not wait for the next.
@pytest.mark.usefixtures("operations")
def test_a_poison_record_reaches_its_queue_while_its_batch_mates_are_enriched(
    deployed: CryptoPriceProcessing, symbol: str
) -> None:
    now = now_ms()
    poison = _item(symbol, now + 1, {"S": "fifty"})
    _put(deployed, _item(symbol, now, {"N": "1"}), poison, _item(symbol, now + 2, {"N": "3"}))

    letter = _take_dead_letter(deployed, symbol)

    assert letter["letter"]["dynamodb"]["NewImage"] == poison
    assert letter["attributes"]["ErrorType"] == "Unprocessable"
    assert letter["attributes"]["ErrorMessage"] == "the item has no usable price"
    assert letter["attributes"]["EventId"] == letter["letter"]["eventID"]
    assert wait(lambda: _enriched(deployed, symbol), "the batch mates") == ["1", "3"]


def test_an_error_line_becomes_an_operations_message(
    deployed: CryptoPriceProcessing, operations: Listener, symbol: str
) -> None:
    function = f"{ENRICHER}-{deployed.suffix}"
    notice = None
    for _ in range(NOTICES):
        _put(deployed, _item(symbol, now_ms(), {"S": "fifty"}))
        _take_dead_letter(deployed, symbol)
        notice = _heard(operations, function)
        if notice:
            break

    assert notice is not None
    assert notice["messages"][0] == "record sent to the dead-letter queue"
    assert notice["count"] >= 1
    assert notice["request_ids"]
    assert symbol not in str(notice)


def _heard(operations: Listener, function: str) -> Message | None:
    deadline = time.monotonic() + SECONDS_FOR_A_NOTICE
    while time.monotonic() < deadline:
        notice = operations.find(lambda message: message.get("function") == function)
        if notice:
            return notice
        time.sleep(0.1)
    return None
