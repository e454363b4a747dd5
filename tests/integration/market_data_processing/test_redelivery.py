"""Unfinished messages are redelivered, and end in the dead-letter queue."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.integration.market_data_processing.conftest import WaitForAlerts
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body
from tests.integration.messages import Message, peek
from tests.integration.overrides import variable
from tests.integration.polling import BASE_SECONDS, wait

RECEIVES = 5


@contextmanager
def lost_topic(deployed: MarketDataProcessing) -> Iterator[None]:
    """The environment, while its function publishes to a topic that does not exist."""
    topic = deployed["sns_topic_arn"].replace("trading-alerts", "no-such-topic")
    with variable(deployed["lambda_function_name"], "ALERTS_TOPIC_ARN", topic):
        yield


@pytest.mark.alone
def test_an_alert_that_was_stored_but_not_published_is_published_after_a_redelivery(
    deployed: MarketDataProcessing,
    redelivery_seconds: float,
    wait_for_alerts: WaitForAlerts,
    symbol: str,
) -> None:
    with lost_topic(deployed):
        deployed.send([body(symbol, 151)])
        stored = wait(lambda: deployed.items(symbol) or None, "the stored alert")

    (notice,) = wait_for_alerts(symbol, 1, BASE_SECONDS + 2 * redelivery_seconds)
    assert notice["timestamp"] == stored[0]["timestamp"]["S"]
    assert deployed.items(symbol) == stored


@pytest.mark.alone
def test_an_invalid_message_is_dead_lettered_after_its_receives_and_can_be_redriven(
    deployed: MarketDataProcessing, redelivery_seconds: float, symbol: str
) -> None:
    def is_mine(message: Message) -> bool:
        return message.get("symbol") == symbol

    queue, seconds = deployed["dlq_url"], BASE_SECONDS + RECEIVES * redelivery_seconds
    (sent,) = deployed.send([body(symbol, -1)])
    message = wait(
        lambda: peek(queue, is_mine), "the message in the dead-letter queue", seconds=seconds
    )
    assert message["MessageId"] == sent

    deployed.redrive()

    def moved() -> Message | None:
        # SQS makes a new message of what is moved; the old one must not have stayed.
        again = peek(queue, is_mine)
        return again if again and again["MessageId"] != sent else None

    wait(moved, "the message in the dead-letter queue again", seconds=seconds)
