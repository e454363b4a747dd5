"""The deployed market data pipeline, and the alerts that it publishes."""

from collections.abc import Iterator
from typing import Protocol

import pytest

from tests.integration.market_data_processing.deployed import MarketDataProcessing
from tests.integration.messages import Message, TopicQueue, subscribed
from tests.integration.overrides import visibility
from tests.integration.polling import BASE_SECONDS, wait

# More than any invocation takes, and far less than the deployed six minutes.
SHORT_VISIBILITY_SECONDS = 100


class WaitForAlerts(Protocol):
    """Waits for `count` alerts of a symbol; returns all received ones."""

    def __call__(self, symbol: str, count: int, seconds: float = ...) -> list[Message]: ...


@pytest.fixture(scope="session")
def deployed() -> MarketDataProcessing:
    """The stack in the environment that MARKET_OUTPUTS describes."""
    return MarketDataProcessing.read()


@pytest.fixture(scope="session")
def alerts(deployed: MarketDataProcessing) -> Iterator[TopicQueue]:
    """Everything that the topic of alerts publishes."""
    with subscribed(deployed["sns_topic_arn"], deployed.suffix) as queue:
        yield queue


@pytest.fixture
def wait_for_alerts(alerts: TopicQueue) -> WaitForAlerts:
    """Waits for `count` alerts of a symbol; returns all received ones."""

    def listen(symbol: str, count: int, seconds: float = BASE_SECONDS) -> list[Message]:
        def enough() -> list[Message] | None:
            alerts.find(lambda _notice: False)
            mine = [notice for notice in alerts.received if notice["symbol"] == symbol]
            return mine if len(mine) >= count else None

        return wait(enough, f"{count} notices of {symbol}", seconds=seconds)

    return listen


@pytest.fixture
def redelivery_seconds(deployed: MarketDataProcessing) -> Iterator[float]:
    """A short visibility timeout of the queue: the seconds until a redelivery."""
    with visibility(deployed["sqs_queue_url"], SHORT_VISIBILITY_SECONDS):
        yield SHORT_VISIBILITY_SECONDS * deployed.time_scale
