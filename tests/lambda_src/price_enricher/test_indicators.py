"""Indicators are exact until their last digit is rounded."""

import csv
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lambda_src.price_enricher.indicators import Indicators, compute, square_root
from tests.lambda_src.price_enricher import reference

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
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
    indicators = compute(prices[::-1])

    assert reference.is_rounded(indicators.ma_5, reference.mean(prices, 5))
    assert reference.is_rounded(indicators.ma_20, reference.mean(prices, 20))
    assert reference.is_rounded_root(indicators.volatility, reference.variance(prices, 10))


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
    indicators = compute([price] * 20)

    assert indicators == Indicators(price, price, Decimal(0))


@pytest.mark.parametrize(
    ("count", "present"),
    [
        pytest.param(1, set(), id="1 price"),
        pytest.param(4, set(), id="4 prices"),
        pytest.param(5, {"ma_5"}, id="5 prices"),
        pytest.param(9, {"ma_5"}, id="9 prices"),
        pytest.param(10, {"ma_5", "volatility"}, id="10 prices"),
        pytest.param(19, {"ma_5", "volatility"}, id="19 prices"),
        pytest.param(20, {"ma_5", "ma_20", "volatility"}, id="20 prices"),
        pytest.param(25, {"ma_5", "ma_20", "volatility"}, id="25 prices"),
    ],
)
def test_an_indicator_is_absent_while_history_is_short(count: int, present: set[str]) -> None:
    found = vars(compute([Decimal(7)] * count))

    assert {name for name, value in found.items() if value is not None} == present


def test_the_newest_prices_count() -> None:
    indicators = compute([Decimal(price) for price in (50, 40, 30, 20, 10, 9999)])

    assert indicators.ma_5 == 30


def test_a_tiny_price_keeps_its_digits() -> None:
    assert compute([Decimal("0.00000001234")] * 5).ma_5 == Decimal("0.00000001234")


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared price series is not beside the checkout")
def test_a_real_series_has_the_expected_indicators() -> None:
    expected = csv.DictReader((DATA / "series_expected.csv").read_text().splitlines())
    prices: list[Decimal] = []
    for row in expected:
        prices.insert(0, Decimal(row["price"]))
        indicators = compute(prices)
        for value, text in (
            (indicators.ma_5, row["sma_5_exact"]),
            (indicators.ma_20, row["sma_20_exact"]),
            (indicators.volatility, row["pstd_10_exact"]),
        ):
            assert _agree(value, text), row["timestamp_ms"]

    assert len(prices) == 1246


def _agree(value: Decimal | None, text: str) -> bool:
    """Whether the value is the one in the file, to the digits that the file has."""
    if value is None or not text:
        return value is None and not text
    digits = len(Decimal(text).as_tuple().digits)
    return Context(prec=min(digits, 34)).plus(value) == Decimal(text)
