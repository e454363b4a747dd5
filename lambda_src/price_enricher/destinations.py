"""Sends to the dead-letter queue and to the success topic."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambda_src.price_enricher.ports import FailedRecordQueue, SuccessTopic, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


class SqsDeadLetterQueue(FailedRecordQueue):
    """The queue `price-enricher-dlq`."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, record: Mapping[str, Any], error: Exception) -> None:
        """Send the whole record; a failure record of the mapping holds sequence numbers only."""
        attributes = {
            "ErrorType": type(error).__name__,
            "ErrorMessage": str(error),
            "EventId": str(record.get("eventID") or "unknown"),
        }
        try:
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps(record, separators=(",", ":")),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                },
            )
        except (BotoCoreError, ClientError) as failure:
            raise Unavailable("the dead-letter queue refused a record") from failure


class SnsSuccessTopic(SuccessTopic):
    """The topic `price-updates-success`."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, message: str) -> None:
        """Publish one message."""
        try:
            self._client.publish(TopicArn=self._topic_arn, Message=message)
        except (BotoCoreError, ClientError) as failure:
            raise Unavailable("the success topic refused a message") from failure
