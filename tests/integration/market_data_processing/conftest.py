"""The deployed market data pipeline, and ways to hear it."""

from collections.abc import Iterator
from typing import Protocol

import pytest

from tests.integration.changing import visibility
from tests.integration.listening import Listener, Message, listening
from tests.integration.market_data_processing.deployed import MarketDataProcessing
from tests.integration.waiting import BASE_SECONDS, wait

# More than any run of the function, and far less than the six minutes that are deployed.
IMPATIENT_SECONDS = 100


class Heard(Protocol):
    """Waits for so many notices of a symbol; returns all that came."""

    def __call__(self, symbol: str, count: int, seconds: float = ...) -> list[Message]: ...


@pytest.fixture(scope="session")
def deployed() -> MarketDataProcessing:
    """The stack in the environment that MARKET_OUTPUTS describes."""
    return MarketDataProcessing.read()


@pytest.fixture(scope="session")
def alerts(deployed: MarketDataProcessing) -> Iterator[Listener]:
    """Everything that the topic of alerts publishes."""
    with listening(deployed["sns_topic_arn"], deployed.suffix) as listener:
        yield listener


@pytest.fixture
def heard(alerts: Listener) -> Heard:
    """Waits for so many notices of a symbol; returns all that came."""

    def listen(symbol: str, count: int, seconds: float = BASE_SECONDS) -> list[Message]:
        def enough() -> list[Message] | None:
            alerts.find(lambda _notice: False)
            mine = [notice for notice in alerts.heard if notice["symbol"] == symbol]
            return mine if len(mine) >= count else None

        return wait(enough, f"{count} notices of {symbol}", seconds=seconds)

    return listen


@pytest.fixture
def impatient(deployed: MarketDataProcessing) -> Iterator[float]:
    """A queue that delivers again soon; the seconds that this takes here."""
    with visibility(deployed["sqs_queue_url"], IMPATIENT_SECONDS):
        yield IMPATIENT_SECONDS * deployed.time_scale
