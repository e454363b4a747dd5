"""A Query reads the items of its partition only, with the same result."""

from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import DynamoType

from tests.localcloud.conftest import Client

TABLE: dict[str, Any] = {
    "TableName": "prices",
    "KeySchema": [
        {"AttributeName": "symbol", "KeyType": "HASH"},
        {"AttributeName": "time", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "symbol", "AttributeType": "S"},
        {"AttributeName": "time", "AttributeType": "N"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-time",
            "KeySchema": [{"AttributeName": "time", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


@pytest.fixture
def dynamodb(client: Client) -> Any:
    found = client("dynamodb")
    found.create_table(**TABLE)
    for symbol in ("BTC", "ETH"):
        for time in (3, 10, 2, 1):
            found.put_item(
                TableName="prices", Item={"symbol": {"S": symbol}, "time": {"N": str(time)}}
            )
    return found


def _found(dynamodb: Any, condition: str, values: dict[str, Any], **more: Any) -> list[str]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName="prices",
        KeyConditionExpression=condition,
        ExpressionAttributeNames={
            f"#{word}": word for word in ("symbol", "time") if word in condition
        },
        ExpressionAttributeValues=values,
        **more,
    )
    return [
        f"{item['symbol']['S']} {item['time']['N']}" for page in pages for item in page["Items"]
    ]


@pytest.mark.parametrize("page", [1, 2, 100])
def test_a_partition_is_read_in_the_order_of_its_keys(dynamodb: Any, page: int) -> None:
    more = {"ScanIndexForward": False, "PaginationConfig": {"PageSize": page}}
    values = {":symbol": {"S": "ETH"}, ":time": {"N": "10"}}

    found = _found(dynamodb, "#symbol = :symbol AND #time < :time", values, **more)

    assert found == ["ETH 3", "ETH 2", "ETH 1"]


def test_an_index_holds_the_items_of_all_partitions(dynamodb: Any) -> None:
    found = _found(dynamodb, "#time = :time", {":time": {"N": "2"}}, IndexName="by-time")

    assert sorted(found) == ["BTC 2", "ETH 2"]


def test_a_partition_without_items_is_empty_and_none_comes_to_be(dynamodb: Any) -> None:
    assert _found(dynamodb, "#symbol = :symbol", {":symbol": {"S": "XRP"}}) == []
    assert dynamodb.scan(TableName="prices")["Count"] == 8


def test_no_other_partition_is_read(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: set[str] = set()
    equals = DynamoType.__eq__

    def compare(mine: Any, other: Any) -> bool:
        compared.add(mine.value)
        return bool(equals(mine, other))

    monkeypatch.setattr(DynamoType, "__eq__", compare)

    _found(dynamodb, "#symbol = :symbol", {":symbol": {"S": "BTC"}})

    assert "BTC" in compared
    assert "ETH" not in compared
