"""SQS itself moves what data-processor gave up."""

import pytest

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from market.redrive import redrive as redrives
from tests.localcloud.conftest import Client
from tests.market.redrive.conftest import Remaining

ACCOUNT = "arn:aws:sqs:us-east-1:123456789012"


@pytest.fixture
def dead(client: Client, remaining: Remaining) -> None:
    """A queue that gave two messages up."""
    sqs = client("sqs")
    sqs.create_queue(QueueName="market-data-dlq-dev")
    policy = f'{{"deadLetterTargetArn":"{ACCOUNT}:market-data-dlq-dev","maxReceiveCount":1}}'
    source = sqs.create_queue(
        QueueName="market-data-queue-dev", Attributes={"RedrivePolicy": policy}
    )
    for body in ("a", "b"):
        sqs.send_message(QueueUrl=source["QueueUrl"], MessageBody=body)
    for _ in range(2):
        remaining("market-data-queue-dev")
    assert remaining("market-data-dlq-dev") == ["a", "b"]


@pytest.mark.usefixtures("dead")
def test_the_messages_go_back_to_their_queue(where: Cloud, remaining: Remaining) -> None:
    said: list[str] = []

    done = redrives.redrive("data-processor", "dev", where, None, said.append)

    assert (done.moved, done.failed) == (2, [])
    assert said[-1] == "2 of 2 moved"
    assert remaining("market-data-queue-dev") == ["a", "b"]
    assert redrives.redrive("data-processor", "dev", where, None, said.append).moved == 0


@pytest.mark.usefixtures("dead")
def test_a_part_cannot_be_moved(where: Cloud) -> None:
    with pytest.raises(Refusal, match="SQS redrives a whole queue"):
        redrives.redrive("data-processor", "dev", where, 1, lambda _text: None)
