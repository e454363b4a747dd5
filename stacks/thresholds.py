"""The price thresholds of symbols: below `low` or above `high` is an alert."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

FOR_ALL = "default"
LOW, HIGH = "low", "high"

# Text, because a number in TOML is a float.
_PRICE = re.compile(r"[0-9]{1,20}(\.[0-9]{1,18})?")


def default() -> dict[str, dict[str, str]]:
    """The thresholds of an environment that sets none (R-B-20)."""
    return {FOR_ALL: {LOW: "50", HIGH: "150"}}


def check(thresholds: Mapping[str, Any]) -> None:
    """Refuse thresholds that data-processor cannot apply.

    Raises:
        ValueError: the default is missing, or a pair is not two prices, in one sentence.
    """
    if FOR_ALL not in thresholds:
        raise ValueError("alert_thresholds has no default; symbols without their own need one.")
    for symbol, pair in thresholds.items():
        if not isinstance(pair, Mapping) or set(pair) != {LOW, HIGH}:
            raise ValueError(f"alert_thresholds of {symbol} must have low and high, nothing else.")
        _check_prices(symbol, pair[LOW], pair[HIGH])


def _check_prices(symbol: str, low: object, high: object) -> None:
    for price in (low, high):
        if not isinstance(price, str) or not _PRICE.fullmatch(price):
            raise ValueError(
                f"alert_thresholds of {symbol}: {price!r} is refused; write a price as text, for"
                ' instance "150.25".'
            )
    if Decimal(str(low)) > Decimal(str(high)):
        raise ValueError(f"alert_thresholds of {symbol}: low {low} is above high {high}.")
