"""Instants of exchanges get one form, exactly."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.webhook_processor import timestamps

NOW = Decimal("1700000000123.456")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (timestamps.seconds, Decimal("1700000000.123456")),
        (timestamps.seconds, "1700000000.1234569"),
        (timestamps.milliseconds, "1700000000123.456"),
        (timestamps.microseconds, Decimal(1700000000123456)),
        (timestamps.nanoseconds, "1700000000123456789"),
        (timestamps.fraction_of_seconds, Decimal("1700000000123.4567")),
        (timestamps.fraction_of_seconds, Decimal(1700000000123456)),
        (timestamps.fraction_of_seconds, Decimal(1700000000123456999)),
    ],
)
def test_every_scale_becomes_milliseconds(read: Callable[[Any], Any], value: Any) -> None:
    assert read(value) == NOW


def test_only_what_is_finer_than_microseconds_is_cut_off() -> None:
    assert timestamps.rfc3339("2023-11-14T22:13:20.123456789Z") == "2023-11-14T22:13:20.123456Z"
    assert timestamps.rfc3339("2023-11-14T22:13:20Z") == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("read", [timestamps.seconds, timestamps.fraction_of_seconds])
@pytest.mark.parametrize(
    "value",
    [
        *("now", "", None, True, [], Decimal("Infinity"), "1" * 60_000),
        *(Decimal("157e694478808"), Decimal("1e-694478808"), Decimal("1." + "9" * 40)),
    ],
)
def test_what_is_no_timestamp_stays_unchanged(read: Callable[[Any], Any], value: Any) -> None:
    assert read(value) is value


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from([0, 3]))
def test_any_number_is_scaled_or_left_alone(number: Decimal, exponent: int) -> None:
    read = timestamps.seconds if exponent else timestamps.milliseconds

    found = read(number)

    if found is not number:
        assert 0 <= number.scaleb(exponent) - found < Decimal("0.001")
