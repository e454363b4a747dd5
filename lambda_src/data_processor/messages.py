"""Reads one message of the queue, or names the reason why it is invalid."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from lambda_src.shared import decimals, exact_json

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# The last millisecond of the year 9999: RFC 3339 has four digits for the year.
_LATEST_MS: Final = 253_402_300_799_999
# RFC 3339; digits beyond microseconds are cut off.
_RFC3339: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
# Safe in a table key, in a log line, and in the subject of a notification.
_SYMBOL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")


class RejectionReason(StrEnum):
    """The reasons in logs and metrics."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    DUPLICATE_KEY = "duplicate_key"
    NOT_A_MESSAGE = "not_a_message"
    BAD_SYMBOL = "bad_symbol"
    NO_PRICE = "no_price"
    BAD_PRICE = "bad_price"
    PRICE_NOT_EXACT = "price_not_exact"
    BAD_TIMESTAMP = "bad_timestamp"


class Invalid(Exception):
    """The message is invalid for `reason`, and would be again after a redelivery."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """A price of a symbol at a time in UTC; `message_id` is the id of the SQS message."""

    symbol: str
    price: Decimal
    at: datetime
    message_id: str


def read(record: Mapping[str, Any]) -> Message:
    """The message in one record of an SQS event (R-B-20).

    Its time is its `timestamp`, or else the time at which it was sent.

    Raises:
        Invalid: it has no symbol, no positive exact price, or an unreadable time.
    """
    document = _document(record["body"])
    return Message(
        symbol=_symbol(document.get("symbol")),
        price=_price(document.get("price")),
        at=_time(document.get("timestamp"), record["attributes"]["SentTimestamp"]),
        message_id=record["messageId"],
    )


def _document(body: str) -> dict[str, Any]:
    try:
        document = exact_json.read(body)
    except exact_json.InvalidJson as error:
        raise Invalid(RejectionReason(error.flaw)) from error
    if not isinstance(document, dict):
        raise Invalid(RejectionReason.NOT_A_MESSAGE)
    return document


def _symbol(value: Any) -> str:
    if not isinstance(value, str) or not _SYMBOL.fullmatch(value):
        raise Invalid(RejectionReason.BAD_SYMBOL)
    return value


def _price(value: Any) -> Decimal:
    if value is None:
        raise Invalid(RejectionReason.NO_PRICE)
    try:
        price = decimals.read(value) if isinstance(value, str) else value
        if not isinstance(price, Decimal) or price <= 0:
            raise Invalid(RejectionReason.BAD_PRICE)
        return decimals.checked(price)
    except decimals.NotExact as error:
        raise Invalid(RejectionReason.PRICE_NOT_EXACT) from error
    except ValueError as error:
        raise Invalid(RejectionReason.BAD_PRICE) from error


def _time(value: Any, sent_ms: str) -> datetime:
    if value is None:
        return _from_ms(Decimal(sent_ms))
    if isinstance(value, Decimal):
        return _from_ms(value)
    if isinstance(value, str) and (parts := _RFC3339.fullmatch(value)):
        return _from_text(parts)
    raise Invalid(RejectionReason.BAD_TIMESTAMP)


def _from_ms(value: Decimal) -> datetime:
    """From epoch milliseconds; digits beyond microseconds are cut off."""
    if not value.is_finite() or not 0 <= value <= _LATEST_MS:
        raise Invalid(RejectionReason.BAD_TIMESTAMP)
    return _EPOCH + timedelta(microseconds=int(value.scaleb(3)))


def _from_text(parts: re.Match[str]) -> datetime:
    date, time, fraction, zone = parts.groups()
    microseconds = f"{(fraction or '.')[1:7]:0<6}"
    try:
        moment = datetime.fromisoformat(f"{date}T{time}.{microseconds}{zone.upper()}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # a 13th month, the year 0
        raise Invalid(RejectionReason.BAD_TIMESTAMP) from error
