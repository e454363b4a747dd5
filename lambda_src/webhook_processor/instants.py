"""Gives the instants of exchanges the one form that event times have.

All numbers become epoch milliseconds with microseconds as fraction digits 1 to 3, what is finer is
cut off. What is no number stays as it is, for the reader of event times to refuse.
"""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from lambda_src.shared import decimals

_MICROSECOND: Final = Decimal("0.001")
# As milliseconds this would be the year 5138: it counts microseconds, or later nanoseconds.
_NO_MILLISECONDS: Final = 10**14
_NO_MICROSECONDS: Final = 10**17
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
    """From epoch milli-, micro- or nanoseconds, whichever the size of the number tells."""
    number = _number(value)
    if number is None or number < _NO_MILLISECONDS:
        return milliseconds(value)
    return microseconds(value) if number < _NO_MICROSECONDS else nanoseconds(value)


def rfc3339(value: Any) -> Any:
    """RFC 3339 text without what is finer than microseconds."""
    return _FINER_THAN_MICROSECONDS.sub(r"\1", value) if isinstance(value, str) else value


def _scaled(value: Any, exponent: int) -> Any:
    number = _number(value)
    if number is None:
        return value
    return number.scaleb(exponent).quantize(_MICROSECOND, ROUND_FLOOR)


def _number(value: Any) -> Decimal | None:
    """The number, if it may be an instant at all: so small that no arithmetic rounds it."""
    try:
        number = decimals.read(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(number, Decimal) or not number.is_finite():
        return None
    fits = abs(number.adjusted()) <= _LARGEST_MAGNITUDE or number.is_zero()
    return number if fits and len(number.as_tuple().digits) <= decimals.MOST_DIGITS else None
