"""Reads what topics publish and what queues hold."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.integration.deployed import client
from tests.integration.waiting import BASE_SECONDS, wait

Message = dict[str, Any]


class Listener:
    """Remembers every message of a queue, all of which is JSON."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.heard: list[Message] = []

    def wait(
        self, is_it: Callable[[Message], bool], what: str, *, seconds: float = BASE_SECONDS
    ) -> Message:
        """The first message that `is_it`, heard already or within `seconds`."""
        return wait(lambda: self.find(is_it), what, seconds=seconds)

    def find(self, is_it: Callable[[Message], bool]) -> Message | None:
        """The first message that `is_it` among all that came until now."""
        self._receive()
        return next((message for message in self.heard if is_it(message)), None)

    def _receive(self) -> None:
        sqs = client("sqs")
        answer = sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", []):
            self.heard.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def listening(topic_arn: str, suffix: str) -> Iterator[Listener]:
    """A listener on a topic, by a queue that lives as long."""
    sqs, sns = client("sqs"), client("sns")
    name = f"integration-{uuid.uuid4().hex}-{suffix}"
    # Tagged, so that the look for leftovers finds it after a killed run.
    url = sqs.create_queue(QueueName=name, tags={"Environment": suffix})["QueueUrl"]
    try:
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        queue_arn = arn["Attributes"]["QueueArn"]
        policy = json.dumps(_let_publish(topic_arn, queue_arn))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        subscription = sns.subscribe(
            TopicArn=topic_arn,
            Protocol="sqs",
            Endpoint=queue_arn,
            Attributes={"RawMessageDelivery": "true"},
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        try:
            yield Listener(url)
        finally:
            sns.unsubscribe(SubscriptionArn=subscription)
    finally:
        sqs.delete_queue(QueueUrl=url)


def _let_publish(topic_arn: str, queue_arn: str) -> Message:
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
    queue_url: str, is_it: Callable[[Message], bool], what: str, *, seconds: float = BASE_SECONDS
) -> Message:
    """Wait for a dead letter, take it from its queue and return it with its attributes.

    Other letters are left to whoever waits for them.
    """
    message = wait(lambda: _receive(queue_url, is_it), what, seconds=seconds)
    client("sqs").delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    attributes = message.get("MessageAttributes", {})
    named = {name: each["StringValue"] for name, each in attributes.items()}
    return {"letter": json.loads(message["Body"]), "attributes": named}


def see(queue_url: str, is_it: Callable[[Message], bool]) -> Message | None:
    """The SQS message of a dead letter that is in the queue, and stays there for others."""
    message = _receive(queue_url, is_it)
    if message:
        client("sqs").change_message_visibility(
            QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return message


def _receive(queue_url: str, is_it: Callable[[Message], bool]) -> Message | None:
    # Hidden for a second, so that the next look meets other letters first.
    answer = client("sqs").receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=1,
        MessageAttributeNames=["All"],
    )
    messages: list[Message] = answer.get("Messages", [])
    return next((message for message in messages if _is(message, is_it)), None)


def _is(message: Message, is_it: Callable[[Message], bool]) -> bool:
    """Whether it is; what is not a JSON object may be in the queue, and is not waited for."""
    try:
        letter = json.loads(message["Body"])
    except ValueError:
        return False
    return isinstance(letter, dict) and is_it(letter)
