"""Events that Lambda gave up are handed to their function again."""

from typing import Any

import pytest

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from market.redrive.redrive import redrive
from tests.localcloud.conftest import Client, CreateFunction, poll
from tests.market.redrive.conftest import Remaining

QUEUE = "webhook-processor-dlq-dev"
KEEPS = """
import boto3
def handler(event, context):
    boto3.client("dynamodb").put_item(TableName="got", Item={"id": {"S": event["id"]}})
"""


@pytest.fixture
def function(client: Client, create_function: CreateFunction) -> None:
    """A function that keeps the ids of its events, and its queue with three messages."""
    client("dynamodb").create_table(
        TableName="got",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    create_function("webhook-processor-dev", KEEPS)
    url = client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"]
    for body in ('{"id": "a"}', '{"id": "b"}', "by hand"):
        client("sqs").send_message(QueueUrl=url, MessageBody=body)


def _got(client: Client) -> list[str]:
    items = client("dynamodb").scan(TableName="got")["Items"]
    return sorted(item["id"]["S"] for item in items)


def _redrive(where: Cloud, most: int | None = None) -> Any:
    return redrive("webhook-processor", "dev", where, most, lambda _text: None)


@pytest.mark.usefixtures("function")
def test_every_event_is_redriven_and_other_messages_stay(
    client: Client, where: Cloud, remaining: Remaining
) -> None:
    done = _redrive(where)

    assert done.moved == 2
    assert len(done.failed) == 1
    assert remaining(QUEUE) == ["by hand"]
    poll(lambda: _got(client) == ["a", "b"])

    again = _redrive(where)
    assert (again.moved, len(again.failed)) == (0, 1)
    assert remaining(QUEUE) == ["by hand"]


@pytest.mark.usefixtures("function")
def test_no_more_are_redriven_than_requested(where: Cloud, remaining: Remaining) -> None:
    done = _redrive(where, most=1)

    assert done.moved + len(done.failed) == 1
    assert len(remaining(QUEUE)) == 3 - done.moved


@pytest.mark.usefixtures("function")
def test_an_event_stays_when_lambda_does_not_take_it(
    client: Client, where: Cloud, remaining: Remaining
) -> None:
    client("lambda").delete_function(FunctionName="webhook-processor-dev")

    with pytest.raises(Exception, match="Function not found"):
        _redrive(where)

    url = client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]
    name = "ApproximateNumberOfMessagesNotVisible"
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    assert len(remaining(QUEUE)) + int(answer["Attributes"][name]) == 3


@pytest.mark.parametrize(
    ("function_name", "sentence"),
    [
        ("price-reader", "Unknown function 'price-reader'; choose one of: data-processor"),
        ("error-notifier", "The queue error-notifier-dlq-dev does not exist"),
    ],
)
def test_what_is_not_there_is_refused(where: Cloud, function_name: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        redrive(function_name, "dev", where, None, lambda _text: None)
