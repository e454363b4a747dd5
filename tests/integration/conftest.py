"""The deployed environment under test; without one these tests are an error."""

import uuid
from collections.abc import Iterator

import pytest

from tests.integration import deployed as environments
from tests.integration.deployed import Deployed
from tests.integration.door import Sender
from tests.integration.listening import Listener, listening

ALONE = "alone"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{ALONE}: breaks the environment for a while; runs last")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker(ALONE) is not None)


def pytest_sessionstart() -> None:
    try:
        environments.read()
    except LookupError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def deployed() -> Deployed:
    """The environment that MARKET_OUTPUTS describes."""
    return environments.read()


@pytest.fixture(scope="session")
def success(deployed: Deployed) -> Iterator[Listener]:
    """Everything that the success topic publishes."""
    with listening(deployed["sns_topic_arn"], deployed.suffix) as listener:
        yield listener


@pytest.fixture(scope="session")
def operations(deployed: Deployed) -> Iterator[Listener]:
    """Everything that the operations topic publishes."""
    with listening(deployed["operations_topic_arn"], deployed.suffix) as listener:
        yield listener


@pytest.fixture(scope="session")
def sender(deployed: Deployed, success: Listener) -> Sender:
    """Sends webhooks and hears what became of them."""
    return Sender(deployed, success)


@pytest.fixture
def symbol() -> str:
    """A symbol that nothing else uses."""
    return f"T{uuid.uuid4().hex[:20].upper()}"
