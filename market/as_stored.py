"""What webhook-processor would store of payloads, one after the other, in an empty table."""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from gitops.adapters.errors import Refusal
from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor.logic import WebhookProcessor, reasons
from lambda_src.webhook_processor.ports import SecretStore, TickTable
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.settings import Settings
from lambda_src.webhook_processor.ticks import StoredTick
from market.normalize import GENERIC, MAX_TICKS, PayloadLine, Reading, known_exchanges, lines

# What API Gateway passes on, and the defaults of an environment's settings.
MAX_BODY_BASE64: Final = 87_384
AHEAD_SECONDS, BEHIND_SECONDS = 300, 86_400


def readings(texts: Iterable[str]) -> Iterator[Reading]:
    """`{status, ticks, rejected, reason}` of each JSON line, each tick with its own status.

    Signatures are not checked. `rejected` lists the index in the body and the reason.

    Raises:
        Refusal: a line has another format, or no `received_ms`.
    """
    processor = _processor()
    for line in lines(texts):
        answer = processor.answer(_event(line))
        yield answer | {"reason": ", ".join(reasons(answer)) or None}


def _processor() -> WebhookProcessor:
    settings = Settings(
        environment="",
        table="",
        secret_prefix="",
        exchanges=frozenset(known_exchanges()),
        allow_unsigned=True,
        ahead_ms=AHEAD_SECONDS * 1000,
        behind_ms=BEHIND_SECONDS * 1000,
        max_ticks=MAX_TICKS,
    )
    return WebhookProcessor(settings, SecretCache(_NoSecrets(), clock=lambda: 0.0), _Memory())


def _event(line: PayloadLine) -> dict[str, Any]:
    """What API Gateway would make of the body; each line is a request of its own."""
    if line.received_ms is None:
        raise Refusal(
            f"Line {line.number} has no received_ms, which --as-stored needs; add when the body"
            " arrived, in epoch milliseconds."
        )
    encoded = base64.b64encode(line.body).decode()
    return {
        "body": encoded if len(encoded) <= MAX_BODY_BASE64 else None,
        "exchange": _path(line),
        "token": "",
        "request_id": f"line-{line.number}",
        "received_at_ms": line.received_ms,
        "headers": {},
    }


def _path(line: PayloadLine) -> str:
    """The exchange in the path; the generic body may name it."""
    if line.exchange != GENERIC:
        return line.exchange
    try:
        body = json.loads(line.body)
    except ValueError:
        return GENERIC
    named = body.get("exchange") if isinstance(body, dict) else None
    return named if isinstance(named, str) else GENERIC


class _NoSecrets(SecretStore):
    def read(self, exchange: str) -> None:  # noqa: ARG002 (nobody has a secret)
        return None


class _Memory(TickTable):
    """Which identity is in which slot of which series."""

    def __init__(self) -> None:
        self._slots: dict[tuple[str, str], str] = {}

    def insert(self, tick: StoredTick) -> str | None:
        slot = (tick.tick.series, canonical(tick.timestamp))
        if slot in self._slots:
            return self._slots[slot]
        self._slots[slot] = tick.identity
        return None

    def list_series(self, market: str, series: str) -> None:
        pass
