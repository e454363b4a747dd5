"""The name of a deleted queue is blocked for 60 seconds of AWS time."""

from typing import Any

import pytest

from tests.localcloud.conftest import Client
from tests.localcloud.identity.conftest import refused
from tests.localcloud.queues import recreate

MESSAGE = (
    "You must wait 60 seconds after deleting a queue before you can create another with the same"
    " name."
)


def _create(client: Client) -> Any:
    return client("sqs").create_queue(QueueName="jobs")["QueueUrl"]


@pytest.mark.parametrize("cloud", [1.0], indirect=True)
def test_the_name_of_a_queue_is_blocked_after_its_deletion(client: Client) -> None:
    client("sqs").delete_queue(QueueUrl=_create(client))

    assert refused(_create, client=client) == (
        "AWS.SimpleQueueService.QueueDeletedRecently",
        400,
        MESSAGE,
    )
    assert client("sqs").create_queue(QueueName="others")


def test_the_name_is_free_again_after_a_scaled_minute(client: Client) -> None:
    client("sqs").delete_queue(QueueUrl=_create(client))

    assert recreate(client, "jobs")
