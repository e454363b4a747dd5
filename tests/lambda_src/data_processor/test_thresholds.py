"""A price is high, low or neither; a threshold itself is neither."""

from decimal import Decimal

import pytest

from lambda_src.data_processor import thresholds
from lambda_src.data_processor.thresholds import AlertType
from lambda_src.shared.settings import BadSetting

LOADED = thresholds.load(
    '{"default": {"high": "150", "low": "50"}, "BTC-USD": {"high": "90000.5", "low": "30000"}}'
)


@pytest.mark.parametrize(
    ("price", "alert"),
    [
        ("150", None),
        ("150.00", None),
        ("150.000000000000000000000001", AlertType.HIGH),
        ("151", AlertType.HIGH),
        ("50", None),
        ("49.999999999999999999999999", AlertType.LOW),
        ("0.01", AlertType.LOW),
        ("100", None),
    ],
)
def test_only_what_is_outside_of_the_thresholds_is_an_alert(
    price: str, alert: AlertType | None
) -> None:
    assert LOADED.evaluate("ETH-USD", Decimal(price)) is alert


def test_a_symbol_of_its_own_thresholds_has_no_others() -> None:
    assert LOADED.evaluate("BTC-USD", Decimal(60_000)) is None
    assert LOADED.evaluate("BTC-USD", Decimal("90000.51")) is AlertType.HIGH
    assert LOADED.evaluate("BTC-USD", Decimal(151)) is AlertType.LOW


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"BTC": {"low": "1", "high": "2"}}', '{"default": {"low": "1"}}',
     '{"default": {"low": "x", "high": "2"}}', '{"default": 7}'],
)  # fmt: skip
def test_a_setting_of_no_use_stops_the_function_at_its_start(text: str) -> None:
    with pytest.raises(BadSetting, match="THRESHOLDS"):
        thresholds.load(text)
