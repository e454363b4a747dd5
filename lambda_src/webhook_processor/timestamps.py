"""Converts the timestamps of exchanges to the form of event times.

Numbers become epoch milliseconds with microseconds as fraction digits 1 to 3; further digits are
cut off. Anything else stays unchanged, and `event_times` refuses it.
"""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from lambda_src.shared import decimals

_MICROSECOND: Final = Decimal("0.001")
# As seconds this is the year 5138; as milliseconds, 1973.
_MIN_MILLISECONDS: Final = 10**11
# As milliseconds this is the year 5138, so the unit must be microseconds, or above, nanoseconds.
_MIN_MICROSECONDS: Final = 10**14
_MIN_NANOSECONDS: Final = 10**17
_LARGEST_MAGNITUDE: Final = 20
_FINER_THAN_MICROSECONDS: Final = re.compile(r"(\.[0-9]{6})[0-9]+")


def seconds(value: Any) -> Any:
    """From epoch seconds, as a number or as text."""
    return _scaled(value, 3)


def milliseconds(value: Any) -> Any:
    """From epoch milliseconds, as a number or as text."""
    return _scaled(value, 0)


def microseconds(value: Any) -> Any:
    """From epoch microseconds, as a number or as text."""
    return _scaled(value, -3)


def nanoseconds(value: Any) -> Any:
    """From epoch nanoseconds, as a number or as text."""
    return _scaled(value, -6)


def fraction_of_seconds(value: Any) -> Any:
    """From epoch milli-, micro- or nanoseconds, by the size of the number."""
    number = _number(value)
    if number is None or number < _MIN_MICROSECONDS:
        return milliseconds(value)
    return microseconds(value) if number < _MIN_NANOSECONDS else nanoseconds(value)


def of_any_unit(value: Any) -> Any:
    """From RFC 3339 text, or from epoch seconds or finer units, by the size of the number."""
    number = _number(value)
    if number is None:
        return rfc3339(value)
    return seconds(number) if abs(number) < _MIN_MILLISECONDS else fraction_of_seconds(number)


def rfc3339(value: Any) -> Any:
    """RFC 3339 text, cut off after the microseconds."""
    return _FINER_THAN_MICROSECONDS.sub(r"\1", value) if isinstance(value, str) else value


def _scaled(value: Any, exponent: int) -> Any:
    number = _number(value)
    if number is None:
        return value
    return number.scaleb(exponent).quantize(_MICROSECOND, ROUND_FLOOR)


def _number(value: Any) -> Decimal | None:
    """The number, if it may be a timestamp: short enough for exact arithmetic."""
    try:
        number = decimals.read(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(number, Decimal) or not number.is_finite():
        return None
    fits = abs(number.adjusted()) <= _LARGEST_MAGNITUDE or number.is_zero()
    return number if fits and len(number.as_tuple().digits) <= decimals.MAX_DIGITS else None
