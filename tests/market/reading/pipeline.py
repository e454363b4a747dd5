"""The crypto pipeline without its triggers: what its two functions make of a tick."""

import base64
import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3

from tests import events
from tests.lambda_src.conftest import ENVIRON, TABLE

ACCOUNT = "123456789012"
FUNCTIONS = ("webhook_processor", "price_enricher")
CONTEXT = SimpleNamespace(
    aws_request_id="5a1c8f8e",
    invoked_function_arn=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:price-enricher-dev",
    function_version="$LATEST",
)


class Pipeline:
    """The table, the success topic, and the entry points of the functions."""

    def __init__(self) -> None:
        self.table: Any = boto3.client("dynamodb")
        self.table.create_table(**TABLE)
        topic = boto3.client("sns").create_topic(Name="price-updates-success-dev")["TopicArn"]
        queue = boto3.client("sqs").create_queue(QueueName="price-enricher-dlq-dev")["QueueUrl"]
        variables = {"SUCCESS_TOPIC_ARN": topic, "DEAD_LETTER_QUEUE_URL": queue}
        with patch.dict("os.environ", variables):
            self._webhook, self._enricher = map(_entry_point, FUNCTIONS)
        self.answers: list[Any] = []

    def deliver(
        self,
        milliseconds: int,
        price: str,
        volume: str,
        symbol: str = "BTC-USD",
        *,
        transit_ms: int = 0,
    ) -> None:
        """A trade arrives so long after its time, is stored and enriched."""
        tick = {"symbol": symbol, "price": price, "volume": volume, "time": str(milliseconds)}
        body = json.dumps(tick).encode()
        event = events.load("webhook_one_tick") | {
            "body": base64.b64encode(body).decode(),
            "body_length": len(body),
            "received_at_ms": milliseconds + transit_ms,
        }
        self.answers.append(self._webhook(event, CONTEXT))
        [stored] = self.answers[-1]["ticks"]
        self._enrich(stored)

    @contextmanager
    def published(self) -> Iterator[list[str]]:
        """What the topic publishes meanwhile."""
        messages: list[str] = []
        module = sys.modules["lambda_src.price_enricher.handler"]

        def keep(params: Mapping[str, Any], **_: Any) -> None:
            messages.append(params["Message"])

        names = module.SNS.meta.events
        names.register("provide-client-params.sns.Publish", keep)
        try:
            yield messages
        finally:
            names.unregister("provide-client-params.sns.Publish", keep)

    def _enrich(self, stored: Mapping[str, Any]) -> None:
        key = {"symbol": {"S": stored["series"]}, "timestamp": {"N": stored["timestamp"]}}
        item = self.table.get_item(TableName=TABLE["TableName"], Key=key)["Item"]
        record = {
            "eventID": stored["timestamp"],
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"NewImage": item, "SequenceNumber": "1"},
        }
        assert self._enricher({"Records": [record]}, CONTEXT) == {"batchItemFailures": []}


@contextmanager
def running(variables: Mapping[str, str]) -> Iterator[Pipeline]:
    """A pipeline in the cloud to which these variables lead, where no webhook must be signed."""
    with patch.dict("os.environ", {**ENVIRON, "ALLOW_UNSIGNED": "true", **variables}):
        try:
            yield Pipeline()
        finally:
            for name in FUNCTIONS:
                sys.modules.pop(f"lambda_src.{name}.handler", None)


def _entry_point(function: str) -> Any:
    """As a new sandbox imports it: with its variables."""
    name = f"lambda_src.{function}.handler"
    sys.modules.pop(name, None)
    return importlib.import_module(name).lambda_handler
