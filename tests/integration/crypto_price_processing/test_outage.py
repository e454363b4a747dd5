"""A webhook that cannot be stored ends in the dead-letter queue."""

import base64
import json
from collections.abc import Iterator

import pytest

from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender
from tests.integration.messages import Message, take
from tests.integration.overrides import variable
from tests.integration.polling import BASE_SECONDS

# Lambda retries one and three minutes after the first failure.
RETRY_SECONDS = 60.0 + 120.0


@pytest.fixture
def lost_table(deployed: CryptoPriceProcessing) -> Iterator[None]:
    """The environment, while its webhook-processor writes to a table that does not exist."""
    table = f"no-such-table-{deployed.suffix}"
    with variable(deployed["webhook_processor_arn"], "TABLE_NAME", table):
        yield


@pytest.mark.alone
@pytest.mark.usefixtures("lost_table")
def test_a_webhook_that_cannot_be_stored_ends_in_the_dead_letter_queue_after_its_retries(
    deployed: CryptoPriceProcessing, sender: Sender, symbol: str
) -> None:
    body = json.dumps({"symbol": symbol, "price": 1})
    identifier = sender.post(body)

    message = take(
        deployed["webhook_processor_dlq_url"],
        lambda event: _webhook_id(event) == identifier,
        "the webhook in the dead-letter queue",
        seconds=BASE_SECONDS + 2 * RETRY_SECONDS * deployed.time_scale,
    )

    assert base64.b64decode(message["body"]["body"]).decode() == body
    assert message["attributes"]["ErrorCode"] == "200"
    assert deployed.trades(symbol) == []


@pytest.mark.alone
def test_after_the_outage_webhooks_are_stored_again(sender: Sender, symbol: str) -> None:
    assert sender.deliver(json.dumps({"symbol": symbol, "price": 1}))["status"] == "accepted"


def _webhook_id(event: Message) -> str:
    identifier: str = event.get("headers", {}).get("webhook-id", "")
    return identifier
