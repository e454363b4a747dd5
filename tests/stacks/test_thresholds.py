"""Thresholds that the function could not apply never get as far as a deployment."""

import re
from typing import Any

import pytest

from stacks import thresholds
from stacks.environment import Environment

PAIR = {"low": "50", "high": "150"}


def test_there_are_thresholds_for_all_by_default() -> None:
    environment = Environment("pr-7", exchange_endpoints={"coinbase": "https://x"})

    assert environment.alert_thresholds == {"default": PAIR}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param({}, "alert_thresholds has no default", id="empty"),
        pytest.param({"BTC-USD": PAIR}, "alert_thresholds has no default", id="no default"),
        pytest.param({"default": {"low": "1"}}, "must have low and high, nothing else", id="half"),
        pytest.param({"default": {**PAIR, "mid": "3"}}, "nothing else", id="too many"),
        pytest.param({"default": "50-150"}, "must have low and high", id="text"),
        pytest.param({"default": {"low": 50, "high": "150"}}, "50 is refused", id="a number"),
        pytest.param({"default": {"low": "-1", "high": "2"}}, "'-1' is refused", id="negative"),
        pytest.param({"default": {"low": "NaN", "high": "2"}}, "'NaN' is refused", id="NaN"),
        pytest.param({"default": {"low": "1e3", "high": "2"}}, "'1e3' is refused", id="exponent"),
        pytest.param({"default": {"low": "9", "high": "2"}}, "low 9 is above high 2", id="crossed"),
    ],
)
def test_thresholds_of_no_use_are_refused(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        thresholds.check(table)


def test_equal_thresholds_are_a_fixed_price() -> None:
    thresholds.check({"default": {"low": "1", "high": "1.00"}})


def test_a_budget_needs_somebody_to_warn() -> None:
    endpoints = {"coinbase": "https://x"}
    with pytest.raises(ValueError, match="needs an operations_email"):
        Environment("pr-7", exchange_endpoints=endpoints, monthly_budget_usd=5)
    with pytest.raises(ValueError, match="0 means none"):
        Environment("pr-7", exchange_endpoints=endpoints, monthly_budget_usd=-1)
