"""Unprocessable records end in a dead-letter queue, and operators get a message."""

import time
from typing import Any

import pytest

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import now_ms
from tests.integration.deployed import client
from tests.integration.messages import Message, TopicQueue, take
from tests.integration.polling import wait

ENRICHER = "price-enricher"
# The notifier publishes once a minute per function; an earlier error may have used up the minute.
NOTICES = 6
SECONDS_FOR_A_NOTICE = 20.0


def _item(symbol: str, timestamp: int, price: dict[str, str]) -> dict[str, Any]:
    key = {"symbol": {"S": symbol}, "timestamp": {"N": str(timestamp)}}
    return {**key, "price": price, "revision": {"N": "1"}}


def _put(deployed: CryptoPriceProcessing, *items: dict[str, Any]) -> None:
    requests = [{"PutRequest": {"Item": item}} for item in items]
    client("dynamodb").batch_write_item(RequestItems={deployed["dynamodb_table_name"]: requests})


def _take_dead_letter_message(deployed: CryptoPriceProcessing, symbol: str) -> Message:
    def matches(message: Message) -> bool:
        key = message.get("dynamodb", {}).get("Keys", {})
        return bool(key.get("symbol") == {"S": symbol})

    return take(
        deployed["price_enricher_dlq_url"],
        matches,
        "the record in the dead-letter queue",
    )


def _enriched(deployed: CryptoPriceProcessing, symbol: str) -> list[str] | None:
    done = [item["price"]["N"] for item in deployed.items(symbol) if "enriched_at" in item]
    return done if len(done) == 2 else None


# Its notice is the one of this minute, so the subscription must exist before it.
@pytest.mark.usefixtures("operations")
def test_an_unprocessable_record_is_dead_lettered_while_the_rest_of_its_batch_is_enriched(
    deployed: CryptoPriceProcessing, symbol: str
) -> None:
    now = now_ms()
    unprocessable = _item(symbol, now + 1, {"S": "fifty"})
    _put(
        deployed, _item(symbol, now, {"N": "1"}), unprocessable, _item(symbol, now + 2, {"N": "3"})
    )

    message = _take_dead_letter_message(deployed, symbol)

    assert message["body"]["dynamodb"]["NewImage"] == unprocessable
    assert message["attributes"]["ErrorType"] == "Unprocessable"
    assert message["attributes"]["ErrorMessage"] == "the item has no usable price"
    assert message["attributes"]["EventId"] == message["body"]["eventID"]
    assert wait(lambda: _enriched(deployed, symbol), "the rest of the batch") == ["1", "3"]


def test_an_error_line_becomes_an_operations_message(
    deployed: CryptoPriceProcessing, operations: TopicQueue, symbol: str
) -> None:
    function = f"{ENRICHER}-{deployed.suffix}"
    notice = None
    for _ in range(NOTICES):
        _put(deployed, _item(symbol, now_ms(), {"S": "fifty"}))
        _take_dead_letter_message(deployed, symbol)
        notice = _receive_notice(operations, function)
        if notice:
            break

    assert notice is not None
    assert notice["messages"][0] == "record sent to the dead-letter queue"
    assert notice["count"] >= 1
    assert notice["request_ids"]
    assert symbol not in str(notice)


def _receive_notice(operations: TopicQueue, function: str) -> Message | None:
    deadline = time.monotonic() + SECONDS_FOR_A_NOTICE
    while time.monotonic() < deadline:
        notice = operations.find(lambda message: message.get("function") == function)
        if notice:
            return notice
        time.sleep(0.1)
    return None
