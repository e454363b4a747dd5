"""Indicators are exact until their last digit is rounded."""

import csv
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import isclose, log
from statistics import pstdev

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lambda_src.price_enricher.indicators import Indicators, Priced, compute, square_root
from tests.lambda_src.price_enricher import reference
from tests.recordings import RECORDINGS

PRICES = st.lists(
    st.builds(
        lambda digits, exponent: Decimal(f"{digits}E{exponent}"),
        st.integers(1, 10**28 - 1),
        st.integers(-40, 40) | st.integers(-130, 97),
    ),
    max_size=25,
)
CLOSE_PRICES = st.lists(
    st.integers(1, 1000).map(lambda cents: Decimal(5 * 10**26 + cents).scaleb(-22)), max_size=25
)


@given(PRICES | CLOSE_PRICES)
def test_every_indicator_is_the_correctly_rounded_exact_value(prices: list[Decimal]) -> None:
    indicators = _computed(prices[::-1])

    assert reference.is_rounded(indicators.ma_5, reference.mean(prices, 5))
    assert reference.is_rounded(indicators.ma_20, reference.mean(prices, 20))
    assert reference.is_rounded_root(indicators.volatility, reference.variance(prices, 10))
    deviation = reference.deviation(prices)
    if deviation is not None and deviation > Decimal("1E125"):
        assert indicators.deviation == Decimal("1E125")  # the largest that can be stored
    else:
        assert reference.is_rounded(indicators.deviation, deviation)


@given(st.fractions(min_value=0))
@example(Fraction(0))
@example(Fraction(2))
@example(Fraction(1, 9))
@example(Fraction(10) ** 500)
@example(Fraction(1, 10**500))
def test_a_root_is_correctly_rounded(value: Fraction) -> None:
    assert reference.is_rounded_root(square_root(value), value)


@given(st.integers(1, 10**33 - 1), st.integers(-200, 200))
def test_the_root_of_a_square_is_exact(digits: int, exponent: int) -> None:
    root = Decimal(f"{digits}E{exponent}")

    assert square_root(Fraction(root) ** 2) == root


@given(st.integers(10**33, 10**34 - 2), st.sampled_from([-1, 0, 1]))
def test_a_root_beside_a_tie_is_rounded_to_its_own_side(digits: int, side: int) -> None:
    """Half a unit beyond 34 digits, exactly or missed by next to nothing."""
    tie = Fraction(2 * digits + 1, 2)

    root = square_root(tie**2 + Fraction(side, 10**80))

    to_even = digits + digits % 2
    assert root == {-1: digits, 0: to_even, 1: digits + 1}[side]


@given(st.decimals(min_value="1e-20", max_value="1e20", allow_nan=False, places=10))
def test_equal_prices_have_no_spread(price: Decimal) -> None:
    assume(price > 0)
    indicators = _computed([price] * 21)

    assert indicators == Indicators(
        ma_5=price,
        ma_20=price,
        volatility=Decimal(0),
        realised_volatility=Decimal(0),
        min_20=price,
        max_20=price,
        deviation=Decimal(0),
    )


@pytest.mark.parametrize(
    ("count", "present"),
    [
        pytest.param(1, set(), id="1 price"),
        pytest.param(4, set(), id="4 prices"),
        pytest.param(5, {"ma_5"}, id="5 prices"),
        pytest.param(9, {"ma_5"}, id="9 prices"),
        pytest.param(10, {"ma_5", "volatility"}, id="10 prices"),
        pytest.param(19, {"ma_5", "volatility"}, id="19 prices"),
        pytest.param(20, {"ma_5", "ma_20", "volatility", "min_20", "max_20"}, id="20 prices"),
        pytest.param(
            21,
            {
                *("ma_5", "ma_20", "volatility", "min_20", "max_20", "realised_volatility"),
                "deviation",
            },
            id="21 prices",
        ),
    ],
)
def test_an_indicator_is_absent_while_history_is_short(count: int, present: set[str]) -> None:
    found = vars(_computed([Decimal(7)] * count))

    assert {name for name, value in found.items() if value is not None} == present


def test_the_newest_prices_count() -> None:
    indicators = _computed([Decimal(price) for price in (50, 40, 30, 20, 10, 9999)])

    assert indicators.ma_5 == 30


def test_the_deviation_is_from_the_median_of_the_twenty_prices_before() -> None:
    before = [Decimal(price) for price in (*range(1, 20), 1_000_000)]  # the median is 10.5

    assert _computed([Decimal(21), *before, Decimal(9999)]).deviation == 1
    assert _computed([Decimal("5.25"), *before]).deviation == Decimal("-0.5")


def test_a_tiny_price_keeps_its_digits() -> None:
    assert _computed([Decimal("0.00000001234")] * 5).ma_5 == Decimal("0.00000001234")


def test_a_real_series_has_the_expected_indicators() -> None:
    expected = csv.DictReader((RECORDINGS / "series_expected.csv").read_text().splitlines())
    prices: list[Decimal] = []
    for row in expected:
        prices.insert(0, Decimal(row["price"]))
        indicators = _computed(prices)
        for value, text in (
            (indicators.ma_5, row["sma_5_exact"]),
            (indicators.ma_20, row["sma_20_exact"]),
            (indicators.volatility, row["pstd_10_exact"]),
        ):
            assert _agree(value, text), row["timestamp_ms"]
        # pandas computes in binary: twelve digits are what it has.
        assert _agree_about(indicators.realised_volatility, row["logret_pstd_20"])

    assert len(prices) == 1246


def _computed(prices: Sequence[Decimal]) -> Indicators:
    return compute([Priced(price) for price in prices])


def _agree_about(value: Decimal | None, text: str) -> bool:
    if value is None or not text:
        return value is None and not text
    return isclose(float(value), float(text), rel_tol=1e-9)


VOLUMES = st.one_of(st.none(), st.integers(0, 10**6).map(lambda units: Decimal(units) / 100))
TRADED = st.lists(
    st.builds(Priced, st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100), VOLUMES),
    max_size=25,
)


@given(TRADED)
def test_range_and_weighted_mean_are_those_of_twenty_ticks(series: list[Priced]) -> None:
    indicators = compute(series)

    last = series[:20] if len(series) >= 20 else []
    assert indicators.min_20 == min((tick.price for tick in last), default=None)
    assert indicators.max_20 == max((tick.price for tick in last), default=None)
    assert reference.is_rounded(indicators.vwap_20, reference.weighted_mean(last))


def test_volume_decides_the_weighted_mean() -> None:
    traded = [Priced(Decimal(price), Decimal(price)) for price in range(1, 21)]

    assert compute(traded).vwap_20 == Context(prec=34).divide(Decimal(2870), Decimal(210))
    assert compute([*traded[:19], Priced(Decimal(20))]).vwap_20 is None
    assert compute([Priced(Decimal(1), Decimal(0))] * 20).vwap_20 is None


@given(st.lists(st.integers(1, 10**6), min_size=21, max_size=21))
def test_realised_volatility_is_the_spread_of_the_returns(prices: list[int]) -> None:
    indicators = _computed([Decimal(price) for price in prices])

    returns = [log(newer / older) for newer, older in pairwise(prices)]
    assert indicators.realised_volatility is not None
    assert isclose(float(indicators.realised_volatility), pstdev(returns), abs_tol=1e-12)


@pytest.mark.parametrize("factor", ["2", "0.5", "1.1", "1"])
def test_a_steady_growth_has_no_spread_of_returns(factor: str) -> None:
    prices = [Decimal(factor) ** step for step in range(21)]

    assert _computed(prices).realised_volatility == 0


def test_returns_that_hardly_differ_keep_their_digits() -> None:
    """Nineteen returns of zero and one of 10^-27: the spread is known by its series."""
    step = Decimal("1E-27")
    indicators = _computed([1 + step, *[Decimal(1)] * 20])

    exact = square_root(Fraction(19, 400)) * (step - step**2 / 2)
    assert indicators.realised_volatility is not None
    assert abs(indicators.realised_volatility / exact - 1) < Decimal("1E-26")


def _agree(value: Decimal | None, text: str) -> bool:
    """Whether the value is the one in the file, to the digits that the file has."""
    if value is None or not text:
        return value is None and not text
    digits = len(Decimal(text).as_tuple().digits)
    return Context(prec=min(digits, 34)).plus(value) == Decimal(text)
