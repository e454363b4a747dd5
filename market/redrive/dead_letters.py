"""The messages of a dead-letter queue, each received once."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal

MOST_AT_ONCE = 10
# Long enough to replay everything; remaining messages become visible again afterwards.
HIDDEN_SECONDS = 300


@dataclass(frozen=True)
class DeadLetterMessage:
    """One message that was received and not deleted yet."""

    id: str
    body: str
    handle: str
    sent_ms: int = 0
    """When it came into the first queue, in epoch milliseconds."""
    receives: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            ValueError: it is not one.
        """
        try:
            document = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the message is nested too deeply") from error
        if not isinstance(document, dict):
            raise ValueError("the message is not a JSON object")  # noqa: TRY004 (of content, not use)
        return document


class RedriveQueue:
    """A dead-letter queue, by its name."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.name = name
        self._queues = client(cloud, "sqs")
        try:
            self._url = str(self._queues.get_queue_url(QueueName=name)["QueueUrl"])
        except self._queues.exceptions.QueueDoesNotExist:
            raise Refusal(
                f"The queue {name} does not exist. Is the environment deployed in this cloud?"
            ) from None

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self._attribute("QueueArn")

    @property
    def visible(self) -> int:
        """The approximate number of messages that can be received now."""
        return int(self._attribute("ApproximateNumberOfMessages"))

    def receive(self, most: int) -> Iterator[DeadLetterMessage]:
        """Receive up to `most` messages; each is hidden for five minutes unless deleted."""
        left = most
        while left > 0 and (got := self._receive_batch(min(MOST_AT_ONCE, left))):
            yield from got
            left -= len(got)

    def delete(self, message: DeadLetterMessage) -> None:
        """Delete a received message."""
        self._queues.delete_message(QueueUrl=self._url, ReceiptHandle=message.handle)

    def release(self, message: DeadLetterMessage) -> None:
        """Make a received message visible again at once."""
        self._queues.change_message_visibility(
            QueueUrl=self._url, ReceiptHandle=message.handle, VisibilityTimeout=0
        )

    def _receive_batch(self, count: int) -> list[DeadLetterMessage]:
        answer = self._queues.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=count,
            VisibilityTimeout=HIDDEN_SECONDS,
            MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            MessageAttributeNames=["All"],
        )
        return [_message(each) for each in answer.get("Messages", [])]

    def _attribute(self, name: str) -> str:
        answer = self._queues.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return str(answer["Attributes"][name])


def _message(received: Mapping[str, Any]) -> DeadLetterMessage:
    about, own = received.get("Attributes", {}), received.get("MessageAttributes", {})
    return DeadLetterMessage(
        received["MessageId"],
        received["Body"],
        received["ReceiptHandle"],
        int(about.get("SentTimestamp", 0)),
        int(about.get("ApproximateReceiveCount", 0)),
        {name: each.get("StringValue", "") for name, each in own.items()},
    )
