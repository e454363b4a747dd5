"""What could not be finished is delivered again, and in the end kept for people."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.integration.changing import variable
from tests.integration.listening import Message, see
from tests.integration.market_data_processing.conftest import Heard
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body
from tests.integration.waiting import BASE_SECONDS, wait

RECEIVES = 5


@contextmanager
def lost_topic(deployed: MarketDataProcessing) -> Iterator[None]:
    """The environment, while its function tells a topic that does not exist."""
    topic = deployed["sns_topic_arn"].replace("trading-alerts", "no-such-topic")
    with variable(deployed["lambda_function_name"], "ALERTS_TOPIC_ARN", topic):
        yield


@pytest.mark.alone
def test_an_alert_that_was_stored_but_not_told_is_told_by_a_later_delivery(
    deployed: MarketDataProcessing,
    impatient: float,
    heard: Heard,
    symbol: str,
) -> None:
    with lost_topic(deployed):
        deployed.send([body(symbol, 151)])
        stored = wait(lambda: deployed.items(symbol) or None, "the stored alert")

    (notice,) = heard(symbol, 1, BASE_SECONDS + 2 * impatient)
    assert notice["timestamp"] == stored[0]["timestamp"]["S"]
    assert deployed.items(symbol) == stored


@pytest.mark.alone
def test_a_poison_message_is_kept_after_its_receives_and_can_be_moved_back(
    deployed: MarketDataProcessing, impatient: float, symbol: str
) -> None:
    def given_up(letter: Message) -> bool:
        return letter.get("symbol") == symbol

    queue, seconds = deployed["dlq_url"], BASE_SECONDS + RECEIVES * impatient
    (sent,) = deployed.send([body(symbol, -1)])
    letter = wait(lambda: see(queue, given_up), "the poison in its queue", seconds=seconds)
    assert letter["MessageId"] == sent

    deployed.redrive()

    def moved() -> Message | None:
        # SQS makes a new message of what is moved; the old one must not have stayed.
        again = see(queue, given_up)
        return again if again and again["MessageId"] != sent else None

    wait(moved, "the poison, given up again", seconds=seconds)
