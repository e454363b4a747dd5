"""Stores orders in the DynamoDB table."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambda_src.order_recorder.ports import Order, OrderTable, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbOrderTable(OrderTable):
    """The table `order-book-records`: an item per symbol and time."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, order: Order) -> None:
        """Store the order; the same order again changes nothing."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "symbol": {"S": order.symbol},
                    "timestamp": {"S": order.placed_at},
                    "price": {"N": str(order.price)},
                },
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("the table did not store an order") from error
