"""Decides whether a price is an alert."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from lambda_src.shared import settings

DEFAULT: Final = "default"


class AlertType(StrEnum):
    """The side of its thresholds on which a price is."""

    HIGH = "HIGH"
    LOW = "LOW"


@dataclass(frozen=True)
class Thresholds:
    """A price below `low` or above `high` is an alert."""

    low: Decimal
    high: Decimal

    def evaluate(self, price: Decimal) -> AlertType | None:
        """The type of alert for `price`, if any; a threshold itself is no alert (R-B-20)."""
        if price > self.high:
            return AlertType.HIGH
        return AlertType.LOW if price < self.low else None


class ThresholdsBySymbol:
    """The thresholds of every symbol: its own, or else the default."""

    def __init__(self, by_symbol: Mapping[str, Thresholds]) -> None:
        self._by_symbol = by_symbol

    def evaluate(self, symbol: str, price: Decimal) -> AlertType | None:
        """The type of alert for `price` of `symbol`, if any."""
        return (self._by_symbol.get(symbol) or self._by_symbol[DEFAULT]).evaluate(price)


def load(text: str) -> ThresholdsBySymbol:
    """The thresholds in `text`: JSON, symbol -> {low, high}, prices as text.

    Raises:
        BadSetting: the form is wrong, or the default is missing.
    """
    try:
        table = {
            symbol: Thresholds(Decimal(pair["low"]), Decimal(pair["high"]))
            for symbol, pair in json.loads(text).items()
        }
    except (ValueError, ArithmeticError, AttributeError, KeyError, TypeError) as error:
        raise settings.BadSetting(f"THRESHOLDS is not readable: {text}") from error
    if DEFAULT not in table:
        raise settings.BadSetting(f"THRESHOLDS has no {DEFAULT}.")
    return ThresholdsBySymbol(table)
