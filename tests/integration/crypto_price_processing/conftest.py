"""The deployed crypto pipeline, a sender of webhooks, and queues on its topics."""

from collections.abc import Iterator

import pytest

from gitops.adapters.cloud import Cloud
from market import webhook_secrets
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender
from tests.integration.messages import TopicQueue, subscribed


@pytest.fixture(scope="session")
def deployed() -> CryptoPriceProcessing:
    """The stack in the environment that MARKET_OUTPUTS describes."""
    return CryptoPriceProcessing.read()


@pytest.fixture(scope="session")
def success(deployed: CryptoPriceProcessing) -> Iterator[TopicQueue]:
    """Everything that the success topic publishes."""
    with subscribed(deployed["sns_topic_arn"], deployed.suffix) as queue:
        yield queue


@pytest.fixture(scope="session")
def operations(deployed: CryptoPriceProcessing) -> Iterator[TopicQueue]:
    """Everything that the operations topic publishes."""
    with subscribed(deployed["operations_topic_arn"], deployed.suffix) as queue:
        yield queue


@pytest.fixture(scope="session", autouse=True)
def _secrets(deployed: CryptoPriceProcessing) -> None:
    """Let every exchange of a throwaway environment sign; in a protected one operators do."""
    webhook_secrets.provide(deployed.suffix, Cloud.aws())


@pytest.fixture(scope="session")
def sender(deployed: CryptoPriceProcessing, success: TopicQueue) -> Sender:
    """Sends webhooks, and waits for their results."""
    return Sender(deployed, success)
