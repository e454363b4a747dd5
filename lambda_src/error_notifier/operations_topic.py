"""Reaches the operators by the SNS topic of the stack."""

from typing import TYPE_CHECKING

from lambda_src.error_notifier.ports import Operators

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class OperationsTopic(Operators):
    """The topic `price-operations`."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def tell(self, subject: str, message: str) -> None:
        """Publish one message."""
        self._client.publish(TopicArn=self._topic_arn, Subject=subject, Message=message)
