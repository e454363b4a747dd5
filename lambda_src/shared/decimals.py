"""Exact decimals, from the text of a number to DynamoDB and back."""

import re
from decimal import Decimal, DecimalException
from typing import Final

# Prices and volumes keep ten digits of room below DynamoDB's 38.
MOST_DIGITS: Final = 28
# Magnitudes that DynamoDB stores, zero aside:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
SMALLEST_EXPONENT: Final = -130
LARGEST_EXPONENT: Final = 125

# The number of RFC 8259, without its ban on leading zeroes. No NaN, no infinity, no underscores.
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class NotExact(ValueError):
    """A number cannot be kept without rounding or outside DynamoDB's range."""


def read(text: str) -> Decimal:
    """The number that `text` spells, exactly.

    Raises:
        ValueError: it spells none.
        NotExact: it is beyond what Decimal can hold.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    try:
        return Decimal(text)
    except DecimalException as error:  # an exponent of twenty digits
        raise NotExact("exponent out of range") from error


def checked(number: Decimal) -> Decimal:
    """The number itself, when DynamoDB keeps it as it is.

    Raises:
        NotExact: more than 28 significant digits, or out of range.
    """
    if not storable(number):
        raise NotExact("out of the range of DynamoDB")
    if _significant_digits(number) > MOST_DIGITS:
        raise NotExact(f"more than {MOST_DIGITS} significant digits")
    return number


def storable(number: Decimal) -> bool:
    """Whether the magnitude of `number` is within DynamoDB's range."""
    if not number.is_finite():
        return False
    return number.is_zero() or SMALLEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT


def canonical(number: Decimal) -> str:
    """The number as DynamoDB returns it: no exponent, no zeroes without value, no minus zero.

    The same key is thereby always the same text. `number` must be `storable`.
    """
    if number.is_zero():
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _significant_digits(number: Decimal) -> int:
    return len("".join(map(str, number.as_tuple().digits)).rstrip("0"))
