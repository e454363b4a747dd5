"""Moving averages, volatility and range of a series, exact up to the final rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import isqrt
from statistics import median
from typing import Final

from lambda_src.shared import decimals

SHORT: Final = 5
LONG: Final = 20
SPREAD: Final = 10
# Twenty returns lie between twenty-one prices.
LONGEST: Final = LONG + 1
DIGITS: Final = 34

_ROUNDED: Final = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
# Two more digits than are kept: the last one represents all that follow.
_GUARDED_DIGITS: Final = DIGITS + 2
# Logarithms are irrational. Two ratios of prices of 28 digits differ by one part in 10^56 at
# least: with a hundred digits their spread keeps more than 34, and what is smaller is noise.
_LOGARITHMS: Final = Context(prec=100)
_NOISE: Final = Decimal("1E-80")
# A larger deviation could not be stored, and the item would be lost with it.
_LARGEST: Final = Decimal(1).scaleb(decimals.LARGEST_EXPONENT)


@dataclass(frozen=True)
class Priced:
    """Price and volume of a tick."""

    price: Decimal
    volume: Decimal | None = None


@dataclass(frozen=True)
class Indicators:
    """Values derived from a price and those before it; None while there are too few."""

    ma_5: Decimal | None = None
    ma_20: Decimal | None = None
    volatility: Decimal | None = None
    realised_volatility: Decimal | None = None
    vwap_20: Decimal | None = None
    min_20: Decimal | None = None
    max_20: Decimal | None = None
    deviation: Decimal | None = None


def compute(series: Sequence[Priced]) -> Indicators:
    """The indicators at the newest of `series`, which comes newest first.

    Simple moving averages of 5 and 20 prices; the population standard deviation of 10 prices, and
    that of the 20 logarithmic returns between 21; the average of 20 prices weighted by volume,
    absent when one of them has none; the least and greatest of 20. The deviation is the part by
    which the price is above (or below, negative) the median of the 20 prices before it. Each is
    rounded half-even to 34 significant digits.
    """
    prices = [tick.price for tick in series[:LONGEST]]
    exact = [Fraction(price) for price in prices]
    long = prices[:LONG] if len(prices) >= LONG else []
    return Indicators(
        ma_5=_mean(exact[:SHORT]) if len(exact) >= SHORT else None,
        ma_20=_mean(exact[:LONG]) if long else None,
        volatility=_standard_deviation(exact[:SPREAD]) if len(exact) >= SPREAD else None,
        realised_volatility=_spread_of_returns(prices) if len(prices) >= LONGEST else None,
        vwap_20=_weighted_mean(series[:LONG]) if long else None,
        min_20=min(long, default=None),
        max_20=max(long, default=None),
        deviation=_from_median(exact[0], exact[1:]) if len(exact) > LONG else None,
    )


def _mean(values: Sequence[Fraction]) -> Decimal:
    return _rounded(sum(values, Fraction()) / len(values))


def _rounded(value: Fraction) -> Decimal:
    # Both operands are exact, and Decimal rounds a quotient correctly.
    return _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))


def _weighted_mean(series: Sequence[Priced]) -> Decimal | None:
    volumes = [Fraction(tick.volume) for tick in series if tick.volume is not None]
    if len(volumes) < len(series) or not any(volumes):
        return None
    traded = (Fraction(tick.price) * volume for tick, volume in zip(series, volumes, strict=True))
    return _rounded(sum(traded, Fraction()) / sum(volumes, Fraction()))


def _from_median(price: Fraction, before: Sequence[Fraction]) -> Decimal:
    return min(_rounded(price / median(before) - 1), _LARGEST)


def _standard_deviation(values: Sequence[Fraction]) -> Decimal:
    mean = sum(values, Fraction()) / len(values)
    return square_root(sum((value - mean) ** 2 for value in values) / Fraction(len(values)))


def _spread_of_returns(prices: Sequence[Decimal]) -> Decimal:
    """The population standard deviation of the logarithms of the ratios of neighbours."""
    with localcontext(_LOGARITHMS):
        returns = [_log_return(newer, older) for newer, older in pairwise(prices)]
        mean = sum(returns, Decimal()) / len(returns)
        squares = sum(((each - mean) ** 2 for each in returns), Decimal())
        spread = (squares / len(returns)).sqrt()
    return _ROUNDED.plus(spread) if spread > _NOISE else Decimal(0)


@lru_cache(maxsize=4096)  # neighbouring windows share all but one of their returns
def _log_return(newer: Decimal, older: Decimal) -> Decimal:
    return _LOGARITHMS.ln(_LOGARITHMS.divide(newer, older))


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
