"""Stream records that the enricher gave up are read again, or their items found."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gitops.adapters.cloud import Cloud
from market.redrive.redrive import redrive
from tests.lambda_src.conftest import TABLE as SCHEMA
from tests.localcloud.conftest import Client, CreateFunction
from tests.market.redrive.conftest import Remaining

QUEUE, TABLE = "price-enricher-dlq-dev", SCHEMA["TableName"]
# Marks the items of its records as enriched; fails where the price says so.
ENRICHES = """
import boto3
def handler(event, context):
    assert event["Records"]
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        if image["price"] == {"N": "13"}:
            return {"batchItemFailures": [{"itemIdentifier": "x"}]}
        boto3.client("dynamodb").update_item(
            TableName="crypto-prices-dev",
            Key={name: image[name] for name in ("symbol", "timestamp")},
            UpdateExpression="SET enriched_at = :now",
            ExpressionAttributeValues={":now": {"S": "now"}},
        )
    return {"batchItemFailures": []}
"""
Put = Callable[..., None]


@pytest.fixture
def stream(client: Client, create_function: CreateFunction) -> str:
    """The table, its function and its queue; the ARN of the stream."""
    table = client("dynamodb").create_table(
        **SCHEMA,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    create_function("price-enricher-dev", ENRICHES)
    client("sqs").create_queue(QueueName=QUEUE)
    arn: str = table["TableDescription"]["LatestStreamArn"]
    return arn


@pytest.fixture
def put(client: Client) -> Put:
    def items(*prices: int) -> None:
        for number, price in enumerate(prices):
            item = {"symbol": {"S": "X"}, "timestamp": {"N": str(number)}}
            client("dynamodb").put_item(TableName=TABLE, Item={**item, "price": {"N": str(price)}})

    return items


def _records(client: Client, stream: str) -> tuple[str, list[Any]]:
    streams = client("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    return shard["ShardId"], streams.get_records(ShardIterator=iterator)["Records"]


def _pointer(client: Client, stream: str, first: int, last: int) -> dict[str, Any]:
    shard, records = _records(client, stream)
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    return {
        "DDBStreamBatchInfo": {
            "streamArn": stream,
            "shardId": shard,
            "startSequenceNumber": numbers[first],
            "endSequenceNumber": numbers[last],
        }
    }


def _send(client: Client, message: dict[str, Any]) -> None:
    url = client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(message))


def _enriched(client: Client) -> list[str]:
    items = client("dynamodb").scan(TableName=TABLE)["Items"]
    return sorted(item["timestamp"]["N"] for item in items if "enriched_at" in item)


def _redrive(where: Cloud) -> Any:
    return redrive("price-enricher", "dev", where, None, lambda _text: None)


def test_a_whole_record_is_redriven(
    client: Client, where: Cloud, stream: str, put: Put, remaining: Remaining
) -> None:
    assert stream
    put(1, 2)
    keys = {"symbol": {"S": "X"}, "timestamp": {"N": "1"}}
    image = {**keys, "price": {"N": "2"}}
    _send(client, {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image}})

    assert _redrive(where).moved == 1
    assert _enriched(client) == ["1"]
    assert remaining(QUEUE) == []


def test_a_batch_is_read_from_the_stream_while_it_lives(
    client: Client, where: Cloud, stream: str, put: Put, remaining: Remaining
) -> None:
    put(1, 2, 3, 4)
    _send(client, _pointer(client, stream, 1, 2))

    assert _redrive(where).moved == 1
    assert _enriched(client) == ["1", "2"]
    assert remaining(QUEUE) == []


def test_the_items_of_a_forgotten_batch_are_found_in_the_table(
    client: Client, where: Cloud, stream: str, put: Put, remaining: Remaining
) -> None:
    put(1, 2, 3)
    a_list = {"symbol": {"S": "X"}, "timestamp": {"N": "0.5"}, "series": {"SS": ["X@coinbase"]}}
    client("dynamodb").put_item(TableName=TABLE, Item=a_list)
    pointer = _pointer(client, stream, 0, 1)
    pointer["DDBStreamBatchInfo"]["streamArn"] = stream.rpartition("/")[0] + "/2000-01-01T00:00:00"
    _send(client, pointer)
    _send(client, pointer)

    assert _redrive(where).moved == 2
    assert _enriched(client) == ["0", "1", "2"]
    assert remaining(QUEUE) == []


def test_what_fails_again_stays(
    client: Client, where: Cloud, stream: str, put: Put, remaining: Remaining
) -> None:
    put(1, 13)
    _send(client, _pointer(client, stream, 0, 1))
    _send(client, {"something": "else"})

    done = _redrive(where)

    assert done.moved == 0
    reasons = sorted(reason.split(": ", 1)[1] for reason in done.failed)
    assert reasons == ["price-enricher-dev failed again", "the message contains no stream record"]
    assert len(remaining(QUEUE)) == 2
