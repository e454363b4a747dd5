"""Numbers stay exact from their text to DynamoDB."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.shared import decimals
from lambda_src.shared.decimals import NotExact

STORABLE = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**28) + 1, 10**28 - 1),
    st.integers(-130, 97),
).filter(decimals.storable)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("50000.00", "50000", id="zeroes after the point"),
        pytest.param("0.10", "0.1", id="one zero after the point"),
        pytest.param("1700000000000.000", "1700000000000", id="a key without fraction"),
        pytest.param("100", "100", id="zeroes that count"),
        pytest.param("1.7E12", "1700000000000", id="an exponent"),
        pytest.param("1e-7", "0.0000001", id="a negative exponent"),
        pytest.param("0e5", "0", id="zero with an exponent"),
        pytest.param("-0.0", "0", id="minus zero"),
        pytest.param("007", "7", id="leading zeroes"),
        pytest.param("1E-130", "0." + "0" * 129 + "1", id="the smallest"),
        pytest.param("9E125", "9" + "0" * 125, id="the largest"),
    ],
)
def test_a_number_has_one_canonical_text(text: str, canonical: str) -> None:
    assert decimals.canonical(decimals.checked(decimals.read(text))) == canonical


@given(STORABLE)
def test_canonical_text_is_the_same_number(number: Decimal) -> None:
    text = decimals.canonical(number)

    assert Decimal(text) == number
    assert "E" not in text
    assert decimals.canonical(Decimal(text)) == text


@given(STORABLE, st.integers(0, 5))
def test_equal_numbers_have_equal_text(number: Decimal, zeroes: int) -> None:
    other = Decimal(
        (number.as_tuple().sign, (*number.as_tuple().digits, *[0] * zeroes),
         int(number.as_tuple().exponent) - zeroes)
    )  # fmt: skip

    assert decimals.canonical(other) == decimals.canonical(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "+1",
        "1.",
        ".5",
        "1_0",
        "NaN",
        "Infinity",
        "0x1",
        "1e",
        "--1",
        "\u0661",
        "1\n",
    ],
)
def test_what_spells_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        decimals.read(text)


@pytest.mark.parametrize("exponent", ["9" * 20, "-" + "9" * 20])
def test_an_exponent_beyond_all_bounds_is_refused(exponent: str) -> None:
    with pytest.raises(NotExact, match="exponent out of range"):
        decimals.read(f"1e{exponent}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("1" * 29, "more than 28 significant digits", id="29 digits"),
        pytest.param("0." + "1" * 29, "more than 28 significant digits", id="29 decimals"),
        pytest.param("1E126", "out of the range", id="too large"),
        pytest.param("-1E126", "out of the range", id="too far below zero"),
        pytest.param("9.99E-131", "out of the range", id="too small"),
        pytest.param("1E999999", "out of the range", id="far too large"),
    ],
)
def test_what_dynamodb_would_round_or_refuse_is_refused(text: str, message: str) -> None:
    with pytest.raises(NotExact, match=message):
        decimals.checked(decimals.read(text))


@pytest.mark.parametrize("text", ["1" * 28, "1" * 28 + "000", "1" + "0" * 60, "0.0" + "1" * 28])
def test_zeroes_without_value_are_no_significant_digits(text: str) -> None:
    assert decimals.checked(decimals.read(text)) == Decimal(text)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_not_storable(text: str) -> None:
    assert not decimals.storable(Decimal(text))
