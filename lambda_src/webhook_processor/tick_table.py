"""Stores ticks in the DynamoDB table."""

from typing import TYPE_CHECKING, Any

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor import contracts
from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.ticks import StoredTick

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbTickTable(TickTable):
    """The table `crypto-prices`, with one conditional put per attempt to store a tick."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def insert(self, tick: StoredTick) -> str | None:
        """Store `tick` if its slot is free, and return None; else the identity of its occupant.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_item(tick),
                # `symbol` is part of the key, so every item has it.
                ConditionExpression="attribute_not_exists(#symbol)",
                ExpressionAttributeNames={"#symbol": "symbol"},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            occupant: dict[str, Any] = error.response.get("Item", {})  # type: ignore[assignment]
            # An item without an identity is not from us, so it is no duplicate.
            return str(occupant.get("identity", {}).get("S", ""))
        return None

    def list_series(self, market: str, series: str) -> None:
        """Add `series` to the set in the market's item at timestamp 0, where no tick can be.

        ADD makes the item with its first series, and concurrent ones all stay.
        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
        """
        self._client.update_item(
            TableName=self._table,
            Key={"symbol": {"S": market}, "timestamp": {"N": "0"}},
            UpdateExpression="ADD #series :series",
            ExpressionAttributeNames={"#series": "series"},
            ExpressionAttributeValues={":series": {"SS": [series]}},
        )


def _item(stored: StoredTick) -> dict[str, Any]:
    tick, receipt = stored.tick, stored.receipt
    item: dict[str, Any] = {
        "symbol": {"S": tick.series},  # the key holds the series
        "market": {"S": tick.symbol},
        "market_type": {"S": contracts.market_type(tick.symbol)},
        "kind": {"S": tick.kind.value},
        "timestamp": {"N": canonical(stored.timestamp)},
        "exchange": {"S": tick.exchange},
        "price": {"N": canonical(tick.price)},
        "event_time": {"N": canonical(stored.event_time)},
        "identity": {"S": stored.identity},
        "request_id": {"S": receipt.request_id},
        "received_at": {"N": str(receipt.received_at_ms)},
        "revision": {"N": "1"},
    }
    numbers = {"volume": tick.volume, "bar": tick.bar}
    numbers |= {"open": tick.open, "high": tick.high, "low": tick.low}
    texts = {"event_id": tick.event_id, "venue": tick.venue, "interval": tick.interval}
    texts["load"] = receipt.load
    item |= {name: {"N": canonical(value)} for name, value in numbers.items() if value is not None}
    item |= {name: {"S": value} for name, value in texts.items() if value is not None}
    return item
