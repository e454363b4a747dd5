"""The messages of a dead letter queue, each seen once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal

MOST_AT_ONCE = 10
# Long enough to replay everything; what is left becomes visible to people again afterwards.
HIDDEN_SECONDS = 300


@dataclass(frozen=True)
class Letter:
    """One message that was received and not deleted yet."""

    id: str
    body: str
    handle: str

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            ValueError: it is none.
        """
        document = json.loads(self.body)
        if not isinstance(document, dict):
            raise ValueError("the message is no JSON object")  # noqa: TRY004 (of content, not use)
        return document


class LetterBox:
    """A queue that is known by its name."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.name = name
        self._queues = client(cloud, "sqs")
        try:
            self._url = str(self._queues.get_queue_url(QueueName=name)["QueueUrl"])
        except self._queues.exceptions.QueueDoesNotExist:
            raise Refusal(
                f"There is no queue {name}; is the environment deployed, and is this its cloud?"
            ) from None

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self._attribute("QueueArn")

    @property
    def waiting(self) -> int:
        """About how many messages can be received now."""
        return int(self._attribute("ApproximateNumberOfMessages"))

    def letters(self, most: int) -> Iterator[Letter]:
        """Receive up to `most` messages; those that are not deleted are hidden for five minutes."""
        left = most
        while left > 0 and (got := self._receive(min(MOST_AT_ONCE, left))):
            yield from got
            left -= len(got)

    def delete(self, letter: Letter) -> None:
        """Delete a message that was received."""
        self._queues.delete_message(QueueUrl=self._url, ReceiptHandle=letter.handle)

    def give_back(self, letter: Letter) -> None:
        """Let others see the message at once."""
        self._queues.change_message_visibility(
            QueueUrl=self._url, ReceiptHandle=letter.handle, VisibilityTimeout=0
        )

    def _receive(self, count: int) -> list[Letter]:
        answer = self._queues.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=count, VisibilityTimeout=HIDDEN_SECONDS
        )
        return [
            Letter(each["MessageId"], each["Body"], each["ReceiptHandle"])
            for each in answer.get("Messages", [])
        ]

    def _attribute(self, name: str) -> str:
        answer = self._queues.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return str(answer["Attributes"][name])
