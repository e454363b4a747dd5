"""webhook-processor as Lambda would load it, and signed webhooks for it."""

import base64
import importlib
import json
import os
from datetime import UTC, datetime
from typing import Any

import boto3
from standardwebhooks import Webhook

from benchmarks.enricher_account import FIRST_MS, REGION, TABLE

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NAME = "/market-pipelines/webhook-secret/coinbase-bench"


class Ingestion:
    """The handler; its table is the enricher's."""

    def __init__(self) -> None:
        os.environ |= {
            "TABLE_NAME": TABLE,
            "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
            "EXCHANGE_ENDPOINTS": '{"coinbase": "https://api.exchange.coinbase.com"}',
            "ALLOW_UNSIGNED": "false",
            "MAX_AHEAD_SECONDS": "300",
            "MAX_BEHIND_SECONDS": "86400",
            "MAX_TICKS_PER_BODY": "50",
        }
        module = importlib.import_module("lambda_src.webhook_processor.handler")
        self._handler: Any = importlib.reload(module)
        self.dynamodb: Any = self._handler.DYNAMODB
        self.ssm: Any = self._handler.SSM

    @staticmethod
    def keep_secret() -> None:
        """Let the exchange have its secret."""
        boto3.client("ssm", REGION).put_parameter(Name=NAME, Value=SECRET, Type="SecureString")

    def process(self, event: dict[str, Any]) -> None:
        """Take one webhook, all of it."""
        answer = self._handler.lambda_handler(event, None)
        if answer["rejected"] or {tick["status"] for tick in answer["ticks"]} != {"accepted"}:
            raise RuntimeError(f"the webhook was not taken: {answer}")


def webhook(first: int, ticks: int = 1, mark: str = "") -> dict[str, Any]:
    """API Gateway's event for a body of some ticks of one symbol, the first the `first` of all.

    Another `mark` makes them other ticks of the same times.
    """
    entries = [
        {
            "symbol": "BTC-USD",
            "price": f"{50_000 + position % 7}.25",
            "volume": "0.5",
            "time": FIRST_MS + position,
            "id": f"{mark}{position}",
        }
        for position in range(first, first + ticks)
    ]
    body = json.dumps(entries)
    received_ms = FIRST_MS + first
    at = datetime.fromtimestamp(received_ms // 1000, UTC)
    return {
        "body": base64.b64encode(body.encode()).decode(),
        "exchange": "coinbase",
        "token": "",
        "received_at_ms": received_ms,
        "request_id": f"request-{mark}{first}",
        "headers": {
            "webhook-id": f"message-{first}",
            "webhook-timestamp": str(received_ms // 1000),
            "webhook-signature": Webhook(SECRET).sign(f"message-{first}", at, body),
        },
    }
