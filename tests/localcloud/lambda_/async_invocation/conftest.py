"""A queue for destination records and dead-letter messages."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.lambda_.async_invocation.worker import ACCOUNT, Client, Eventually
from tests.localcloud.queues import FROM_SNS


@pytest.fixture
def queue(client: Client) -> str:
    """The ARN of a queue for destination records and dead-letter messages."""
    client("sqs").create_queue(QueueName="records", Attributes=FROM_SNS)
    return f"arn:aws:sqs:us-east-1:{ACCOUNT}:records"


@pytest.fixture
def received(client: Client, eventually: Eventually) -> Callable[[], Any]:
    """Waits for the next message in that queue."""

    def receive() -> Any:
        sqs = client("sqs")
        url = sqs.get_queue_url(QueueName="records")["QueueUrl"]

        def look() -> Any:
            answer = sqs.receive_message(
                QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=1
            )
            return answer.get("Messages")

        [message] = eventually(look)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return message

    return receive
