"""Decides whether a price is an alert."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from lambda_src.shared import settings

FOR_ALL: Final = "default"


class AlertType(StrEnum):
    """On which side of its thresholds a price is."""

    HIGH = "HIGH"
    LOW = "LOW"


@dataclass(frozen=True)
class Thresholds:
    """The prices below `low` and above `high` of which an alert is due."""

    low: Decimal
    high: Decimal

    def judge(self, price: Decimal) -> AlertType | None:
        """The alert that `price` is, if any; a threshold itself is none (R-B-20)."""
        if price > self.high:
            return AlertType.HIGH
        return AlertType.LOW if price < self.low else None


class ThresholdsBySymbol:
    """The thresholds of every symbol: its own, else those for all."""

    def __init__(self, by_symbol: Mapping[str, Thresholds]) -> None:
        self._by_symbol = by_symbol

    def judge(self, symbol: str, price: Decimal) -> AlertType | None:
        """The alert that `price` is for `symbol`, if any."""
        return (self._by_symbol.get(symbol) or self._by_symbol[FOR_ALL]).judge(price)


def load(text: str) -> ThresholdsBySymbol:
    """The thresholds in `text`: JSON, symbol -> {low, high}, prices as text.

    Raises:
        BadSetting: it is not that, or nothing stands for all.
    """
    try:
        table = {
            symbol: Thresholds(Decimal(pair["low"]), Decimal(pair["high"]))
            for symbol, pair in json.loads(text).items()
        }
    except (ValueError, ArithmeticError, AttributeError, KeyError, TypeError) as error:
        raise settings.BadSetting(f"THRESHOLDS is not readable: {text}") from error
    if FOR_ALL not in table:
        raise settings.BadSetting(f"THRESHOLDS has no {FOR_ALL}.")
    return ThresholdsBySymbol(table)
