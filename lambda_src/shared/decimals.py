"""Exact decimals, from the text of a number to DynamoDB and back."""

import re
from decimal import Decimal, DecimalException
from typing import Final

# Ten fewer than the 38 of DynamoDB.
MAX_DIGITS: Final = 28
# Magnitudes that DynamoDB stores, zero aside:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
SMALLEST_EXPONENT: Final = -130
LARGEST_EXPONENT: Final = 125

# The number of RFC 8259, without its ban on leading zeroes. No NaN, no infinity, no underscores.
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class NotExact(ValueError):
    """A number needs rounding, or is outside of DynamoDB's range."""


def read(text: str) -> Decimal:
    """The number in `text`, exactly.

    Raises:
        ValueError: it is not a number.
        NotExact: it is outside of the range of Decimal.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    try:
        return Decimal(text)
    except DecimalException as error:  # an exponent of twenty digits
        raise NotExact("exponent out of range") from error


def checked(number: Decimal) -> Decimal:
    """The number itself, if DynamoDB stores it unchanged.

    Raises:
        NotExact: more than 28 significant digits, or out of range.
    """
    if not storable(number):
        raise NotExact("out of the range of DynamoDB")
    if _significant_digits(number) > MAX_DIGITS:
        raise NotExact(f"more than {MAX_DIGITS} significant digits")
    return number


def storable(number: Decimal) -> bool:
    """Whether the magnitude of `number` is within DynamoDB's range."""
    if not number.is_finite():
        return False
    return number.is_zero() or SMALLEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT


def canonical(number: Decimal) -> str:
    """The number as DynamoDB returns it: no exponent, no zeroes without value, no minus zero.

    So the same key is always the same text. `number` must be `storable`.
    """
    if number.is_zero():
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _significant_digits(number: Decimal) -> int:
    return len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
