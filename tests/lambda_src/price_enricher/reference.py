"""The indicators once more, plainly: over the whole series, by fractions."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from lambda_src.price_enricher.indicators import Priced


def mean(prices: Sequence[Decimal], count: int) -> Fraction | None:
    """The exact mean of the last `count` prices; None when there are fewer."""
    if len(prices) < count:
        return None
    return sum(map(Fraction, prices[-count:]), Fraction()) / count


def variance(prices: Sequence[Decimal], count: int) -> Fraction | None:
    """The exact population variance of the last `count` prices; None when there are fewer."""
    average = mean(prices, count)
    if average is None:
        return None
    return sum(((Fraction(price) - average) ** 2 for price in prices[-count:]), Fraction()) / count


def weighted_mean(series: Sequence[Priced]) -> Fraction | None:
    """The exact mean of the prices weighted by volume; None when a volume, or any, is missing."""
    volumes = [Fraction(tick.volume) for tick in series if tick.volume is not None]
    if len(volumes) < len(series) or not sum(volumes, Fraction()):
        return None
    traded = [Fraction(tick.price) * Fraction(tick.volume or 0) for tick in series]
    return sum(traded, Fraction()) / sum(volumes, Fraction())


def deviation(prices: Sequence[Decimal]) -> Fraction | None:
    """How far the last price is from the median of the 20 before it; None when there are fewer."""
    if len(prices) < 21:
        return None
    ordered = sorted(map(Fraction, prices[-21:-1]))
    return Fraction(prices[-1]) * 2 / (ordered[9] + ordered[10]) - 1


def is_rounded(value: Decimal | None, exact: Fraction | None) -> bool:
    """Whether `value` is `exact`, rounded half-even to 34 significant digits."""
    if value is None or exact is None:
        return value is None and exact is None
    return _is_nearest(value, lambda bound: bound - exact)


def is_rounded_root(value: Decimal | None, square: Fraction | None) -> bool:
    """Whether `value` is the root of `square`, rounded half-even to 34 significant digits."""
    if value is None or square is None:
        return value is None and square is None
    return _is_nearest(value, lambda bound: bound * abs(bound) - square)


def _is_nearest(value: Decimal, beyond: Callable[[Fraction], Fraction]) -> bool:
    """Whether no decimal of 34 digits is nearer; `beyond` tells on which side a bound lies."""
    digits = value.as_tuple().digits
    if len(digits) > 34:
        return False
    if value == 0:
        return beyond(Fraction(0)) == 0
    half = Fraction(10) ** (value.adjusted() - 33) / 2
    below, above = beyond(Fraction(value) - half), beyond(Fraction(value) + half)
    is_even = Fraction(value) / (2 * half) % 2 == 0
    return (below < 0 < above) or (is_even and (below == 0 or above == 0))
