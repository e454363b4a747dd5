"""Stand-ins for what webhook-processor needs from outside, and a signer of requests."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor.envelope import Envelope
from lambda_src.webhook_processor.logic import WebhookProcessor
from lambda_src.webhook_processor.ports import SecretStore, TickTable
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.settings import Settings
from lambda_src.webhook_processor.ticks import Receipt, StoredTick

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NEWER_SECRET = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()
RECEIVED_S = 1_700_000_000
RECEIVED_MS = RECEIVED_S * 1000 + 234


class MemoryTable(TickTable):
    """A table in memory."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], StoredTick] = {}
        self.series: dict[str, set[str]] = {}
        self.inserts = 0
        self.listings = 0
        self.lists_fail = False
        self.failing_from: int | None = None

    def insert(self, tick: StoredTick) -> str | None:
        self.inserts += 1
        if self.failing_from is not None and self.inserts >= self.failing_from:
            raise ConnectionError("the table is away")
        key = tick.tick.series, canonical(tick.timestamp)
        if key in self.stored:
            return self.stored[key].identity
        self.stored[key] = tick
        return None

    def list_series(self, market: str, series: str) -> None:
        self.listings += 1
        if self.lists_fail:
            raise ConnectionError("the table is away")
        self.series.setdefault(market, set()).add(series)


class MemorySecrets(SecretStore):
    """Secrets in memory, and how often they were read."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)
        self.reads = 0

    def read(self, exchange: str) -> str | None:
        self.reads += 1
        return self.secrets.get(exchange)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Harness:
    """One environment in memory."""

    def __init__(
        self,
        *,
        secret: str | None = SECRET,
        allow_unsigned: bool = False,
        others: Mapping[str, str] | None = None,
    ) -> None:
        self.table = MemoryTable()
        self.secrets = MemorySecrets(
            {**({} if secret is None else {"coinbase": secret}), **(others or {})}
        )
        self.clock = Clock()
        settings = Settings(
            environment="dev",
            table="crypto-prices-dev",
            secret_prefix="/market-pipelines/webhook-secret/",
            exchanges=frozenset({"coinbase", "kraken", *(others or {})}),
            allow_unsigned=allow_unsigned,
            ahead_ms=300_000,
            behind_ms=86_400_000,
            max_ticks=50,
        )
        self.processor = WebhookProcessor(
            settings, SecretCache(self.secrets, self.clock), self.table
        )

    def answer(self, body: Any, /, **changes: Any) -> dict[str, Any]:
        """The answer to a signed request with `body`, bytes or a document."""
        return self.processor.answer(request(body, **changes))


def request(
    body: Any,
    /,
    *,
    secret: str = SECRET,
    signed_at: int = RECEIVED_S,
    headers: Mapping[str, str] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """The event of a signed request; `headers` and `changes` replace parts of it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    encoded = base64.b64encode(raw).decode()
    return {
        "body": encoded,
        "body_length": len(encoded),
        "exchange": "coinbase",
        "token": "",
        "received_at_ms": RECEIVED_MS,
        "request_id": "request-1",
        "headers": {**sign(raw, secret, signed_at), **(headers or {})},
        **changes,
    }


def envelope(headers: Mapping[str, str], token: str = "") -> Envelope:
    """What the function reads of a request with these headers and this path token."""
    receipt = Receipt("request-1", RECEIVED_S * 1000)
    return Envelope(body="", exchange="coinbase", token=token, receipt=receipt, headers=headers)


def sign(raw: bytes, secret: str = SECRET, at: int = RECEIVED_S) -> dict[str, str]:
    """The headers that the Standard Webhooks library makes for a body of UTF-8."""
    signature = Webhook(secret).sign("msg_1", datetime.fromtimestamp(at, UTC), raw.decode())
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": signature,
        "x-cc-webhook-signature": "",
        "content-type": "application/json",
    }
