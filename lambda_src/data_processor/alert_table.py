"""Stores alerts in the DynamoDB table."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.ports import AlertSinkUnavailable, AlertTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbAlertTable(AlertTable):
    """The table `market-alerts`, with one conditional put per alert."""

    def __init__(self, client: "DynamoDBClient", table: str, environment: str) -> None:
        self._client = client
        self._table = table
        self._environment = environment

    def put(self, alert: Alert) -> bool:
        """Store the alert; return False if it is stored already.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item=self._item(alert),
                # `symbol` is part of the key, so every item has it.
                ConditionExpression="attribute_not_exists(#symbol)",
                ExpressionAttributeNames={"#symbol": "symbol"},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        except (BotoCoreError, ClientError) as error:
            raise AlertSinkUnavailable("the table did not store an alert") from error
        return True

    def _item(self, alert: Alert) -> dict[str, Any]:
        return {
            "symbol": {"S": alert.message.symbol},
            "timestamp": {"S": alert.timestamp},
            "price": {"N": alert.price},
            "alert_type": {"S": alert.alert_type.value},
            "environment": {"S": self._environment},
        }
