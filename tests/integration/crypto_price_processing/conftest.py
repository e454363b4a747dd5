"""The deployed crypto pipeline, and ways to talk to it and to hear it."""

from collections.abc import Iterator

import pytest

from gitops.cloud import Cloud
from market import webhook_secrets
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.door import Sender
from tests.integration.listening import Listener, listening


@pytest.fixture(scope="session")
def deployed() -> CryptoPriceProcessing:
    """The stack in the environment that MARKET_OUTPUTS describes."""
    return CryptoPriceProcessing.read()


@pytest.fixture(scope="session")
def success(deployed: CryptoPriceProcessing) -> Iterator[Listener]:
    """Everything that the success topic publishes."""
    with listening(deployed["sns_topic_arn"], deployed.suffix) as listener:
        yield listener


@pytest.fixture(scope="session")
def operations(deployed: CryptoPriceProcessing) -> Iterator[Listener]:
    """Everything that the operations topic publishes."""
    with listening(deployed["operations_topic_arn"], deployed.suffix) as listener:
        yield listener


@pytest.fixture(scope="session", autouse=True)
def _secrets(deployed: CryptoPriceProcessing) -> None:
    """Let every exchange of a throwaway environment sign; in a protected one operators do."""
    webhook_secrets.provide(deployed.suffix, Cloud.aws())


@pytest.fixture(scope="session")
def sender(deployed: CryptoPriceProcessing, success: Listener) -> Sender:
    """Sends webhooks and hears what became of them."""
    return Sender(deployed, success)
