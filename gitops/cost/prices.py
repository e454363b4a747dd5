"""The list prices of `prices.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Price:
    """What one `unit` of a service costs, in USD."""

    service: str
    unit: str
    usd: Decimal
    source: str


@dataclass(frozen=True)
class PriceList:
    """The prices of a region by their names, as read on a date."""

    region: str
    read: date
    prices: Mapping[str, Price]


@cache
def price_list() -> PriceList:
    """The prices of the file."""
    document = tomllib.loads(FILE.read_text())
    region, read = document.pop("region"), document.pop("read")
    prices = {
        name: Price(
            row["service"],
            row["unit"],
            Decimal(row["usd"]) / row.get("per", 1),
            row["source"],
        )
        for name, row in document.items()
    }
    return PriceList(region, read, prices)
