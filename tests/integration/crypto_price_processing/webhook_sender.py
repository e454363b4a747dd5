"""Sends webhooks to a deployed environment."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import urllib3
from standardwebhooks import Webhook

from tests.integration import diagnosis
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.messages import TopicQueue

ACCEPTED, TOO_MANY = 202, 429


class Throttled(Exception):
    """API Gateway throttled the request; an exchange retries it."""


def now_ms() -> int:
    """The time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Sender:
    """Posts signed bodies, and waits for their results."""

    deployed: CryptoPriceProcessing
    success: TopicQueue
    http: urllib3.PoolManager = field(default_factory=partial(urllib3.PoolManager, maxsize=8))

    def post(self, body: str, exchange: str = "coinbase", secret: str = "") -> str:
        """Post `body`, signed with the exchange's secret or another one; return its webhook id."""
        identifier = f"msg_{uuid.uuid4().hex}"
        now = datetime.now(UTC)
        key = secret or self.deployed.secret(exchange)
        answer = self.http.request(
            "POST",
            f"{self.deployed['webhook_url']}/{exchange}",
            body=body.encode(),
            headers={
                "content-type": "application/json",
                "webhook-id": identifier,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Webhook(key).sign(identifier, now, body),
            },
        )
        if answer.status == TOO_MANY:
            raise Throttled
        if answer.status != ACCEPTED:
            what = f"the API answers {answer.status} {answer.data!r}"
            raise diagnosis.failure(what, now.timestamp())
        return identifier

    def outcome(self, identifier: str) -> dict[str, Any]:
        """The answer of the function to the webhook, from its success destination."""
        record = self.success.wait(_is_about(identifier), f"the outcome of {identifier}")
        outcome: dict[str, Any] = record["responsePayload"]
        return outcome

    def deliver(self, body: str, exchange: str = "coinbase") -> dict[str, Any]:
        """Post `body` and wait for its outcome."""
        return self.outcome(self.post(body, exchange))


def _is_about(identifier: str) -> Callable[[dict[str, Any]], bool]:
    def matches(record: dict[str, Any]) -> bool:
        headers = record["requestPayload"].get("headers", {})
        return bool(headers.get("webhook-id") == identifier)

    return matches
