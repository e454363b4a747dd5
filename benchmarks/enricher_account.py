"""The enricher in an account of its own, and ticks for it."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import boto3
from moto import mock_aws

BATCH = 100
REGION = "us-east-1"
TABLE = "crypto-prices-bench"
FIRST_MS = 1_700_000_000_000


class Account:
    """The handler as Lambda would load it, and its table."""

    def __init__(self) -> None:
        topic = boto3.client("sns", REGION).create_topic(Name="success")["TopicArn"]
        queue = boto3.client("sqs", REGION).create_queue(QueueName="dlq")["QueueUrl"]
        os.environ |= {
            "TABLE_NAME": TABLE,
            "MAX_DEVIATION_PERCENT": "50",
            "SUCCESS_TOPIC_ARN": topic,
            "DEAD_LETTER_QUEUE_URL": queue,
        }
        boto3.client("dynamodb", REGION).create_table(
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
        module = importlib.import_module("lambda_src.price_enricher.handler")
        self._handler: Any = importlib.reload(module)
        self.client: Any = self._handler.DYNAMODB
        self._next = 0

    def store(self, history: int, symbols: int) -> None:
        """Put ticks into the table, long enriched as far as anybody can tell by their prices."""
        self.arrive(history, symbols)

    def arrive(self, count: int, symbols: int) -> list[dict[str, Any]]:
        """Put ticks into the table, each of the next symbol; return their stream records."""
        records = []
        for _ in range(count):
            new = item(self._next, f"S{self._next % symbols}-USD")
            self.client.put_item(TableName=TABLE, Item=new)
            records.append(record(self._next, new))
            self._next += 1
        return records

    def process(self, records: list[dict[str, Any]]) -> None:
        """Enrich a batch, completely."""
        answer = self._handler.lambda_handler({"Records": records}, context())
        if answer != {"batchItemFailures": []}:
            raise RuntimeError(f"the batch was not enriched: {answer}")


@contextmanager
def account() -> Iterator[Account]:
    """A new account in memory."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ |= {"AWS_DEFAULT_REGION": REGION, "ENVIRONMENT_SUFFIX": "bench"}
    with mock_aws():
        yield Account()


def item(position: int, symbol: str) -> dict[str, Any]:
    """A tick as webhook-processor stores it, a millisecond after the one before it."""
    return {
        "symbol": {"S": f"{symbol}@coinbase"},
        "market": {"S": symbol},
        "kind": {"S": "trade"},
        "timestamp": {"N": str(FIRST_MS + position)},
        "exchange": {"S": "coinbase"},
        "price": {"N": str(50_000 + position % 7)},
        "volume": {"N": f"0.{position % 9 + 1}"},
        "revision": {"N": "1"},
    }


def record(position: int, item: dict[str, Any]) -> dict[str, Any]:
    """The stream's record of a new item."""
    return {
        "eventID": f"event-{position}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"NewImage": item, "SequenceNumber": str(position)},
    }


def context() -> SimpleNamespace:
    """What Lambda passes beside the event."""
    return SimpleNamespace(
        aws_request_id="r",
        invoked_function_arn=f"arn:aws:lambda:{REGION}:123456789012:function:price-enricher-bench",
        function_version="$LATEST",
    )
