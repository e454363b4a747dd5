"""How often the enricher asks DynamoDB for a batch of 100 ticks of one symbol."""

import importlib
import os
from types import SimpleNamespace
from typing import Any

import boto3
from moto import mock_aws

BATCH = 100
REGION = "us-east-1"
TABLE = "crypto-prices-bench"
FIRST_MS = 1_700_000_000_000


def measure() -> dict[str, float]:
    """`enricher.requests_per_record`, counted at the handler's own client, retries included."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ |= {"AWS_DEFAULT_REGION": REGION, "ENVIRONMENT_SUFFIX": "bench"}
    with mock_aws():
        records = _stored_ticks()
        handler = _handler()
        requests: list[str] = []
        handler.DYNAMODB.meta.events.register(
            "request-created.dynamodb", lambda operation_name, **_: requests.append(operation_name)
        )
        answer = handler.lambda_handler({"Records": records}, _context())
    if answer != {"batchItemFailures": []} or requests.count("UpdateItem") != BATCH:
        raise RuntimeError(f"the batch was not enriched: {answer}, {requests}")
    return {"enricher.requests_per_record": len(requests) / BATCH}


def _handler() -> Any:
    topic = boto3.client("sns", REGION).create_topic(Name="success")["TopicArn"]
    queue = boto3.client("sqs", REGION).create_queue(QueueName="dlq")["QueueUrl"]
    os.environ |= {
        "TABLE_NAME": TABLE,
        "SUCCESS_TOPIC_ARN": topic,
        "DEAD_LETTER_QUEUE_URL": queue,
    }
    return importlib.import_module("lambda_src.price_enricher.handler")


def _stored_ticks() -> list[dict[str, Any]]:
    """Store a history and then one batch; return the batch as the stream would deliver it."""
    client: Any = boto3.client("dynamodb", REGION)
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "symbol", "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "symbol", "AttributeType": "S"},
            {"AttributeName": "timestamp", "AttributeType": "N"},
        ],
    )
    items = [_item(position) for position in range(2 * BATCH)]
    for item in items:
        client.put_item(TableName=TABLE, Item=item)
    return [_record(position, item) for position, item in enumerate(items[BATCH:])]


def _item(position: int) -> dict[str, Any]:
    return {
        "symbol": {"S": "BTC-USD"},
        "timestamp": {"N": str(FIRST_MS + position)},
        "exchange": {"S": "coinbase"},
        "price": {"N": str(50_000 + position % 7)},
        "revision": {"N": "1"},
    }


def _record(position: int, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "eventID": f"event-{position}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"NewImage": item, "SequenceNumber": str(position)},
    }


def _context() -> SimpleNamespace:
    return SimpleNamespace(
        aws_request_id="r",
        invoked_function_arn=f"arn:aws:lambda:{REGION}:123456789012:function:price-enricher-bench",
        function_version="$LATEST",
    )
