"""The deployed market data pipeline."""

import json
import subprocess
import sys
import uuid
from collections.abc import Sequence
from typing import Any

from tests.integration.deployed import Deployed, client

# The limit of SQS.
MAX_BATCH_SIZE = 10


class MarketDataProcessing(Deployed):
    """Its outputs, its queue, and the log of its function."""

    STACK = "market-data-processing"
    TABLE = "market-alerts"

    def send(self, bodies: Sequence[str]) -> list[str]:
        """Put messages into the queue; return their ids in this order."""
        ids: list[str] = []
        for start in range(0, len(bodies), MAX_BATCH_SIZE):
            part = bodies[start : start + MAX_BATCH_SIZE]
            entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(part)]
            answer = client("sqs").send_message_batch(
                QueueUrl=self["sqs_queue_url"], Entries=entries
            )
            sent = {each["Id"]: each["MessageId"] for each in answer["Successful"]}
            ids += [sent[entry["Id"]] for entry in entries]
        return ids

    def invoke(self, *records: dict[str, Any]) -> dict[str, Any]:
        """The response of the function to these records."""
        answer = client("lambda").invoke(
            FunctionName=self["lambda_function_name"],
            Payload=json.dumps({"Records": records}).encode(),
        )
        assert "FunctionError" not in answer, answer["Payload"].read()
        return dict(json.loads(answer["Payload"].read()))

    def rejected(self, ids: Sequence[str]) -> dict[str, str] | None:
        """Why the function rejected these messages, once it rejected all; None before."""
        lines = self._log("invalid message")
        reasons = {line["message_id"]: line["reason"] for line in lines}
        return {each: reasons[each] for each in ids} if set(ids) <= reasons.keys() else None

    def received(self) -> int:
        """How many messages the function has received, by its log."""
        return sum(line["MessagesReceived"] for line in self._log("batch processed"))

    def redrive(self) -> None:
        """Redrive the dead-letter queue, as an operator does."""
        argv = [sys.executable, "-m", "market", "redrive", "data-processor", "--apply"]
        where = ["--suffix", self.suffix, "--cloud", "aws"]
        subprocess.run([*argv, *where], check=True, text=True, capture_output=True)

    def _log(self, message: str) -> list[dict[str, Any]]:
        pages = (
            client("logs")
            .get_paginator("filter_log_events")
            .paginate(
                logGroupName=f"/aws/lambda/{self['lambda_function_name']}",
                filterPattern=f'{{ $.message = "{message}" }}',
            )
        )
        return [json.loads(event["message"]) for page in pages for event in page["events"]]


def body(symbol: str, price: float | str, **more: str) -> str:
    """A message as a sender writes it."""
    return json.dumps({"symbol": symbol, "price": price, **more})


def record(text: str, message_id: str = "") -> dict[str, Any]:
    """A record of an SQS event, as Lambda passes it to the function.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    return {
        "messageId": message_id or str(uuid.uuid4()),
        "receiptHandle": "unused",
        "body": text,
        "attributes": {"SentTimestamp": "1767225600123", "ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "awsRegion": "us-east-1",
    }
