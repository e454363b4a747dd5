"""The entry point of error-notifier, from the delivery to the operations topic."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests import events

LISTENER = "arn:aws:sqs:us-east-1:123456789012:listener"


@pytest.fixture
def topic(aws: None) -> str:  # noqa: ARG001 (must stand first)
    boto3.client("sqs").create_queue(QueueName="listener")
    sns = boto3.client("sns")
    arn = sns.create_topic(Name="price-operations-dev")["TopicArn"]
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=LISTENER)
    return arn


@pytest.fixture
def handler(
    topic: str, monkeypatch: pytest.MonkeyPatch, fresh_handler: Callable[[str], ModuleType]
) -> ModuleType:
    monkeypatch.setenv("OPERATIONS_TOPIC_ARN", topic)
    return fresh_handler("error_notifier")


def _received() -> list[dict[str, Any]]:
    sqs: Any = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="listener")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def test_a_delivery_becomes_one_message(handler: ModuleType) -> None:
    handler.lambda_handler(events.load("logs_five_errors"), None)

    (envelope,) = _received()
    assert envelope["Subject"] == "Errors in price-enricher-dev"
    assert json.loads(envelope["Message"])["count"] == 5


def test_a_second_delivery_within_the_minute_is_suppressed(handler: ModuleType) -> None:
    handler.lambda_handler(events.load("logs_five_errors"), None)
    handler.lambda_handler(events.load("logs_two_errors"), None)

    assert len(_received()) == 1


def test_a_control_message_is_not_published(handler: ModuleType) -> None:
    handler.lambda_handler(events.load("logs_control"), None)

    assert _received() == []


def test_a_missing_topic_raises_so_that_lambda_retries(handler: ModuleType, topic: str) -> None:
    boto3.client("sns").delete_topic(TopicArn=topic)

    with pytest.raises(ClientError, match="NotFound"):
        handler.lambda_handler(events.load("logs_five_errors"), None)


def test_all_tries_fit_the_functions_ten_seconds(handler: ModuleType) -> None:
    config = handler.SNS.meta.config

    tries = config.retries["total_max_attempts"]
    assert tries * (config.connect_timeout + config.read_timeout) < 10
    assert config.retries["mode"] == "standard"
