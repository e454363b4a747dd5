"""Writes the messages about enriched ticks for the success topic.

A function that a stream invokes has no success destination. So these messages have the form of a
destination record of Lambda: subscribers read one format, and filter on `responsePayload.status`.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from lambda_src.price_enricher.indicators import Indicators
from lambda_src.price_enricher.ports import Item
from lambda_src.shared.decimals import canonical

Status = Literal["enriched", "repaired", "backfilled"]
# SNS accepts 256 KB; the rest is room for the envelope.
MAX_BYTES: Final = 200_000
Announced = dict[str, str | bool | None]


@dataclass(frozen=True)
class Invocation:
    """The invocation that enriched the ticks."""

    request_id: str
    function_arn: str
    version: str


def tick(item: Item, indicators: Indicators, *, is_suspect: bool) -> Announced:
    """One enriched tick, its numbers as exact text."""
    return {
        "symbol": item.market,
        "series": item.series,
        "timestamp": canonical(item.timestamp),
        "exchange": item.exchange,
        "venue": item.venue,
        "kind": item.kind,
        "price": _text(item.price),
        **{name: _text(value) for name, value in asdict(indicators).items()},
        "suspect": is_suspect,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else canonical(number)


def messages(
    status: Status,
    ticks: Sequence[Announced],
    invocation: Invocation,
    at: str,
) -> Iterator[str]:
    """Messages that hold all `ticks`, in order, each below 200 KB; `at` is RFC 3339."""
    for part in _parts(ticks):
        record = _record(invocation, at) | {"responsePayload": {"status": status, "ticks": part}}
        yield json.dumps(record, separators=(",", ":"))


def _parts(ticks: Sequence[Announced]) -> Iterator[list[Announced]]:
    part: list[Announced] = []
    size = 0
    for one in ticks:
        # json.dumps writes ASCII: characters are bytes. One more for the comma.
        own = len(json.dumps(one, separators=(",", ":"))) + 1
        if part and size + own > MAX_BYTES:
            yield part
            part, size = [], 0
        part.append(one)
        size += own
    if part:
        yield part


def _record(invocation: Invocation, at: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "timestamp": at,
        "requestContext": {
            "requestId": invocation.request_id,
            "functionArn": f"{invocation.function_arn}:{invocation.version}",
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        # The batch that invoked the function is in the table; it is not repeated here.
        "requestPayload": {},
        "responseContext": {"statusCode": 200, "executedVersion": invocation.version},
    }
