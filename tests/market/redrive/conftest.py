"""An embedded cloud with functions and their dead message queues."""

from collections.abc import Callable

import pytest

from gitops.adapters.cloud import Cloud
from localcloud import server
from tests.localcloud.conftest import Client, client, cloud, create_function

__all__ = ["client", "cloud", "create_function"]

Remaining = Callable[[str], list[str]]


@pytest.fixture
def where(cloud: server.EmbeddedCloud) -> Cloud:
    """The embedded cloud as the commands know it."""
    return Cloud("local", cloud.endpoint)


@pytest.fixture
def remaining(client: Client) -> Remaining:
    """The bodies that wait in a queue; they stay there."""

    def read(queue: str) -> list[str]:
        url = client("sqs").get_queue_url(QueueName=queue)["QueueUrl"]
        answer = client("sqs").receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return sorted(message["Body"] for message in answer.get("Messages", []))

    return read
