"""A runtime is supported until the day of its deprecation, not a day longer."""

from datetime import date, timedelta

import pytest

from policies.catalogue.lambda_.lambda_function_runtime_is_supported import (
    CARD,
    DEPRECATED,
    is_over,
)


@pytest.mark.parametrize(("runtime", "day"), DEPRECATED.items())
def test_the_day_of_deprecation_is_the_first_without_support(runtime: str, day: date) -> None:
    assert not is_over(day, day - timedelta(days=1))
    assert is_over(day, day)
    assert f"{runtime} until {day}" in CARD.remedy
