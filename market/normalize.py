"""Normalizes a payload with the adapters of webhook-processor; signatures are not checked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from gitops.adapters.errors import Refusal
from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor import bar_times, documents, exchanges, generic, paths
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick

GENERIC = "generic"
# The default of the setting max_ticks_per_body.
MAX_TICKS: Final = 50
Reading = dict[str, Any]


@dataclass(frozen=True)
class PayloadLine:
    """A body, who sent it, and when API Gateway received it, in epoch milliseconds."""

    number: int
    exchange: str
    body: bytes
    received_ms: int | None


def known_exchanges() -> list[str]:
    """All accepted names of exchanges, aliases included."""
    return sorted({GENERIC, *exchanges.NAMES, *paths.OTHER_NAMES})


def reading(exchange: str, body: bytes, received_ms: int | None = None) -> Reading:
    """`{status, ticks, reason}` of one body, numbers as exact text.

    A tick without a time in its payload gets the time of its receipt, if known. `reason` lists all
    reasons for which parts of the body were rejected.
    """
    if exchange not in known_exchanges():
        return _answer([], [Reason.UNKNOWN_EXCHANGE])
    ticks, reasons = [], []
    try:
        for entry in exchanges.entries(exchange, documents.read(body), MAX_TICKS):
            try:
                tick = generic.tick(entry, _sender(exchange, entry))
                if received_ms is not None:
                    tick = bar_times.without_label(tick, received_ms)
                ticks.append(_written(tick, received_ms))
            except Rejected as refusal:
                reasons.append(refusal.reason)
    except Rejected as refusal:
        reasons.append(refusal.reason)
    return _answer(ticks, reasons)


def lines(texts: Iterable[str]) -> Iterator[PayloadLine]:
    """The JSON lines `{exchange, body, received_ms}`; blank lines are left out.

    Raises:
        Refusal: a line has another format; the lines before it have been yielded.
    """
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            continue
        try:
            given = json.loads(text)
            exchange, body = given["exchange"], given["body"].encode(errors="surrogatepass")
            received_ms = given.get("received_ms")
            valid = isinstance(exchange, str) and type(received_ms) in (int, type(None))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            valid = False
        if not valid:
            raise Refusal(
                f'Line {number} is not {{"exchange": text, "body": text, "received_ms": integer}};'
                " fix the line and run the command again."
            )
        yield PayloadLine(number, exchange, body, received_ms)


def readings(texts: Iterable[str]) -> Iterator[Reading]:
    """The reading of each JSON line."""
    for line in lines(texts):
        yield reading(line.exchange, line.body, line.received_ms)


def _sender(exchange: str, entry: Any) -> str:
    """The sender; the generic body may name it."""
    named = entry.get("exchange") if exchange == GENERIC and isinstance(entry, dict) else None
    return named if isinstance(named, str) else exchange


def _written(tick: Tick, received_ms: int | None) -> Reading:
    received = None if received_ms is None else str(received_ms)
    return {
        "symbol": tick.symbol,
        "series": tick.series,
        "timestamp": received if tick.event_time is None else canonical(tick.event_time),
        "price": canonical(tick.price),
        "volume": None if tick.volume is None else canonical(tick.volume),
        "exchange": tick.exchange,
        "venue": tick.venue,
        "kind": tick.kind.value,
        **({"unread": list(tick.unread)} if tick.unread else {}),
    }


def _answer(ticks: list[Reading], reasons: list[Reason]) -> Reading:
    status = "accepted" if ticks else "rejected" if reasons else "ignored"
    return {"status": status, "ticks": ticks, "reason": ", ".join(dict.fromkeys(reasons)) or None}
