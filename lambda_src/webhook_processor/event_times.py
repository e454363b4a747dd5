"""Reads the event time that an exchange sends."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from lambda_src.webhook_processor.reasons import Reason, Rejected

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Epoch milliseconds with microseconds as fraction digits 1 to 3.
_FINEST_EXPONENT: Final = -3
_LATEST: Final = 10**15
# RFC 3339 with at most microseconds: more digits would be lost.
_RFC3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def read(value: Any) -> Decimal:
    """Epoch milliseconds, exactly, of RFC 3339 text or of a number of milliseconds.

    Raises:
        Rejected: it is neither, or finer than microseconds.
    """
    if isinstance(value, Decimal):
        return _from_number(value)
    if isinstance(value, str) and _RFC3339.fullmatch(value):
        return _from_text(value)
    raise Rejected(Reason.BAD_TIME)


def _from_number(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value < _LATEST:
        raise Rejected(Reason.BAD_TIME)
    kept = value.quantize(Decimal(1).scaleb(_FINEST_EXPONENT))
    if kept != value:
        raise Rejected(Reason.BAD_TIME)
    return kept


def _from_text(value: str) -> Decimal:
    try:
        moment = datetime.fromisoformat(value.upper())
        microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    except ValueError as error:  # a 13th month, the year 0
        raise Rejected(Reason.BAD_TIME) from error
    return _from_number(Decimal(microseconds).scaleb(_FINEST_EXPONENT))


def check(event_time: Decimal, received_at_ms: int, ahead_ms: int, behind_ms: int) -> None:
    """Refuse a time too far from the receive time.

    Raises:
        Rejected: it is more than `ahead_ms` after or more than `behind_ms` before it.
    """
    if event_time > received_at_ms + ahead_ms:
        raise Rejected(Reason.TIME_AHEAD)
    if event_time < received_at_ms - behind_ms:
        raise Rejected(Reason.TIME_BEHIND)
