"""Reads the event that API Gateway makes of a request."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Receipt


@dataclass(frozen=True)
class Envelope:
    """One request; `body` is base64, or None if it was too large.

    `token` is the part of the path after the exchange; empty if there is none.
    """

    body: str | None
    exchange: str
    token: str
    receipt: Receipt
    headers: Mapping[str, str]

    def raw_body(self) -> bytes:
        """The bytes that the sender signed.

        Raises:
            Rejected: API Gateway dropped them as too large, or they are not base64.
        """
        if self.body is None:
            raise Rejected(Reason.TOO_LARGE)
        try:
            return base64.b64decode(self.body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Rejected(Reason.NOT_BASE64) from error


def read(event: Any) -> Envelope:
    """The envelope in `event`.

    Raises:
        Rejected: it does not have the form of the mapping template.
    """
    try:
        envelope = Envelope(
            body=event["body"],
            exchange=event["exchange"],
            token=event["token"],
            receipt=Receipt(event["request_id"], event["received_at_ms"]),
            headers=dict(event["headers"]),
        )
    except (TypeError, KeyError, ValueError) as error:
        raise Rejected(Reason.MALFORMED_EVENT) from error
    if not _has_its_types(envelope):
        raise Rejected(Reason.MALFORMED_EVENT)
    return envelope


def _has_its_types(envelope: Envelope) -> bool:
    texts = [
        envelope.exchange,
        envelope.token,
        envelope.receipt.request_id,
        *envelope.headers.values(),
    ]
    return (
        (envelope.body is None or isinstance(envelope.body, str))
        and all(isinstance(text, str) for text in texts)
        and bool(envelope.receipt.request_id)
        and type(envelope.receipt.received_at_ms) is int  # True is an int, too
    )
