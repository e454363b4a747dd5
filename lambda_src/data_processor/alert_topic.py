"""Publishes alerts on the SNS topic."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.ports import AlertSinkUnavailable, AlertTopic

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsAlertTopic(AlertTopic):
    """The topic `trading-alerts`."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, alerts: Sequence[Alert]) -> Sequence[Alert]:
        """Publish up to ten alerts in one call; return those that the topic refused.

        https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
        """
        entries = {str(position): alert for position, alert in enumerate(alerts)}
        try:
            answer = self._client.publish_batch(
                TopicArn=self._topic_arn,
                PublishBatchRequestEntries=[
                    {
                        "Id": id_,
                        "Subject": alert.subject,
                        "Message": alert.notification(),
                        # Subscribers may filter without reading the message.
                        "MessageAttributes": {
                            "alert_type": {
                                "DataType": "String",
                                "StringValue": alert.alert_type.value,
                            }
                        },
                    }
                    for id_, alert in entries.items()
                ],
            )
        except (BotoCoreError, ClientError) as error:
            raise AlertSinkUnavailable("the topic refused alerts") from error
        return [entries[failed["Id"]] for failed in answer.get("Failed", [])]
