"""How often data-processor calls AWS for a batch of 25 messages."""

import importlib
import os
from types import SimpleNamespace
from typing import Any

import boto3
from moto import mock_aws

BATCH = 25
REGION = "us-east-1"
TABLE = "market-alerts-bench"
HIGH, BETWEEN = 151, 100


def measure() -> dict[str, float]:
    """Calls for 25 alerts and for 25 messages without one, retries included."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ |= {"AWS_DEFAULT_REGION": REGION, "ENVIRONMENT_SUFFIX": "bench"}
    with mock_aws():
        handler = _handler()
        calls: list[str] = []
        for client in (handler.DYNAMODB, handler.SNS):
            client.meta.events.register(
                "request-created", lambda operation_name, **_: calls.append(operation_name)
            )
        without = _calls(handler, BETWEEN, calls)
        alerts = _calls(handler, HIGH, calls)
        stored = boto3.client("dynamodb", REGION).scan(TableName=TABLE)["Count"]
    if stored != BATCH:
        raise RuntimeError(f"{stored} of {BATCH} alerts were stored")
    return {
        "data_processor.calls_per_25_alerts": alerts,
        "data_processor.calls_without_alert": without,
    }


def _calls(handler: Any, price: int, calls: list[str]) -> int:
    before = len(calls)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
    records = [_record(position, price) for position in range(BATCH)]
    answer = handler.lambda_handler({"Records": records}, context)
    if answer != {"batchItemFailures": []}:
        raise RuntimeError(f"the batch was not processed: {answer}")
    return len(calls) - before


def _handler() -> Any:
    boto3.client("dynamodb", REGION).create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "symbol", "KeyType": "HASH"},
            {"AttributeName": "timestamp", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "symbol", "AttributeType": "S"},
            {"AttributeName": "timestamp", "AttributeType": "S"},
        ],
    )
    os.environ |= {
        "ALERTS_TABLE": TABLE,
        "ALERTS_TOPIC_ARN": boto3.client("sns", REGION).create_topic(Name="alerts")["TopicArn"],
        "THRESHOLDS": '{"default": {"high": "150", "low": "50"}}',
    }
    return importlib.import_module("lambda_src.data_processor.handler")


def _record(position: int, price: int) -> dict[str, Any]:
    return {
        "messageId": f"m-{price}-{position}",
        "body": f'{{"symbol": "S-{position}", "price": {price}}}',
        "attributes": {"SentTimestamp": "1767225600123"},
    }
