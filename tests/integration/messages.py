"""Reads the messages of topics and of dead-letter queues."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.integration.deployed import client
from tests.integration.polling import BASE_SECONDS, wait

Message = dict[str, Any]


class TopicQueue:
    """A queue that is subscribed to a topic; keeps every message, each of which is JSON."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.received: list[Message] = []

    def wait(
        self, matches: Callable[[Message], bool], what: str, *, seconds: float = BASE_SECONDS
    ) -> Message:
        """The first message that `matches`, received already or within `seconds`."""
        return wait(lambda: self.find(matches), what, seconds=seconds)

    def find(self, matches: Callable[[Message], bool]) -> Message | None:
        """The first message that `matches` among all received until now."""
        self._receive()
        return next((message for message in self.received if matches(message)), None)

    def _receive(self) -> None:
        sqs = client("sqs")
        answer = sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", []):
            self.received.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def subscribed(topic_arn: str, suffix: str) -> Iterator[TopicQueue]:
    """A temporary queue that is subscribed to the topic."""
    sqs, sns = client("sqs"), client("sns")
    name = f"integration-{uuid.uuid4().hex}-{suffix}"
    # Tagged, so that the leftover scan finds it after a killed run.
    url = sqs.create_queue(QueueName=name, tags={"Environment": suffix})["QueueUrl"]
    try:
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        queue_arn = arn["Attributes"]["QueueArn"]
        policy = json.dumps(_publish_policy(topic_arn, queue_arn))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        subscription = sns.subscribe(
            TopicArn=topic_arn,
            Protocol="sqs",
            Endpoint=queue_arn,
            Attributes={"RawMessageDelivery": "true"},
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        try:
            yield TopicQueue(url)
        finally:
            sns.unsubscribe(SubscriptionArn=subscription)
    finally:
        sqs.delete_queue(QueueUrl=url)


def _publish_policy(topic_arn: str, queue_arn: str) -> Message:
    return {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
        },
    }


def take(
    queue_url: str, matches: Callable[[Message], bool], what: str, *, seconds: float = BASE_SECONDS
) -> Message:
    """Wait for a message of a dead-letter queue; delete it, and return its body and attributes.

    Other messages stay in the queue for other tests.
    """
    message = wait(lambda: _receive(queue_url, matches), what, seconds=seconds)
    client("sqs").delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    attributes = message.get("MessageAttributes", {})
    named = {name: each["StringValue"] for name, each in attributes.items()}
    return {"body": json.loads(message["Body"]), "attributes": named}


def peek(queue_url: str, matches: Callable[[Message], bool]) -> Message | None:
    """The matching message of a dead-letter queue, which stays there."""
    message = _receive(queue_url, matches)
    if message:
        client("sqs").change_message_visibility(
            QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return message


def _receive(queue_url: str, matches: Callable[[Message], bool]) -> Message | None:
    # Hidden for a second, so that the next receive returns other messages first.
    answer = client("sqs").receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=1,
        MessageAttributeNames=["All"],
    )
    messages: list[Message] = answer.get("Messages", [])
    return next((message for message in messages if _matches(message, matches)), None)


def _matches(message: Message, matches: Callable[[Message], bool]) -> bool:
    """Whether the body matches; what is not a JSON object never does."""
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return False
    return isinstance(body, dict) and matches(body)
