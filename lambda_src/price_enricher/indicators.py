"""Moving averages and volatility, exact until the last digit is rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import isqrt
from typing import Final

SHORT: Final = 5
LONG: Final = 20
SPREAD: Final = 10
DIGITS: Final = 34

_ROUNDED: Final = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
# More digits than are kept, so that one further digit can stand for all that follow.
_GUARDED_DIGITS: Final = DIGITS + 2


@dataclass(frozen=True)
class Indicators:
    """What is derived from a price and those before it; None while there are too few."""

    ma_5: Decimal | None
    ma_20: Decimal | None
    volatility: Decimal | None


def compute(prices: Sequence[Decimal]) -> Indicators:
    """The indicators at the newest of `prices`, which come newest first.

    Simple moving averages of 5 and 20 prices and the population standard deviation of 10, each
    rounded half-even to 34 significant digits.
    """
    exact = [Fraction(price) for price in prices[:LONG]]
    return Indicators(
        ma_5=_mean(exact[:SHORT]) if len(exact) >= SHORT else None,
        ma_20=_mean(exact) if len(exact) >= LONG else None,
        volatility=_deviation(exact[:SPREAD]) if len(exact) >= SPREAD else None,
    )


def _mean(values: Sequence[Fraction]) -> Decimal:
    mean = sum(values, Fraction()) / len(values)
    # Both operands are exact, and Decimal rounds a quotient correctly.
    return _ROUNDED.divide(Decimal(mean.numerator), Decimal(mean.denominator))


def _deviation(values: Sequence[Fraction]) -> Decimal:
    mean = sum(values, Fraction()) / len(values)
    return square_root(sum((value - mean) ** 2 for value in values) / Fraction(len(values)))


def square_root(value: Fraction) -> Decimal:
    """The root of a non-negative fraction, correctly rounded to 34 digits.

    A decimal root of a decimal quotient would be rounded twice. Here the root is cut after
    more digits than are kept, and a last digit says whether anything was cut off; that decides
    every tie as the exact root would.
    """
    numerator, denominator = value.numerator, value.denominator
    shift = _shift(numerator, denominator)
    scaled = numerator * 10 ** (2 * shift)
    root = isqrt(scaled // denominator)
    was_cut = root * root * denominator != scaled
    return _ROUNDED.create_decimal(f"{root}{int(was_cut)}E{-(shift + 1)}")


def _shift(numerator: int, denominator: int) -> int:
    """How many decimal places give the root at least `_GUARDED_DIGITS` digits."""
    magnitude = (len(str(numerator)) - len(str(denominator)) - 1) // 2
    return max(0, _GUARDED_DIGITS - magnitude)
