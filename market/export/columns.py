"""The columns of an exported item, exact: decimals where they fit, text where they do not.

`decimal128(38, 18)` holds prices and volumes as pandas, Polars and DuckDB read them. Indicators
have 34 significant digits at any magnitude, which no such decimal holds, so they are text. Times
are whole nanoseconds. Whatever has no column, or does not fit its own, stands in `other` as
DynamoDB's JSON: nothing is rounded and nothing left out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lambda_src.price_enricher.indicators import Indicators

Item = Mapping[str, Any]
SCALE: Final = 18
_WHOLE_DIGITS: Final = 38 - SCALE
_NS_PER_MS: Final = 10**6
_LARGEST_NS: Final = 2**63 - 1

# The key `symbol` holds the name of the series.
TEXTS: Final = (
    *("symbol", "market", "market_type", "exchange", "venue", "kind", "interval"),
    *("event_id", "identity", "request_id", "load", "enriched_at"),
)
TIMES: Final = ("timestamp", "event_time", "received_at", "bar")
DECIMALS: Final = ("price", "volume", "open", "high", "low")
INDICATORS: Final = tuple(field.name for field in fields(Indicators))
OTHER: Final = "other"


def table(items: Sequence[Item], pa: Any) -> Any:
    """The items as an Arrow table, by pyarrow; every export has the same schema."""
    rows = [row(item) for item in items]
    return pa.table(
        {name: pa.array([each[name] for each in rows], kind) for name, kind in _types(pa).items()}
    )


def _types(pa: Any) -> dict[str, Any]:
    return {
        **dict.fromkeys(TEXTS, pa.string()),
        **dict.fromkeys(TIMES, pa.timestamp("ns", "UTC")),
        **dict.fromkeys(DECIMALS, pa.decimal128(38, SCALE)),
        **dict.fromkeys(INDICATORS, pa.string()),
        OTHER: pa.string(),
    }


def row(item: Item) -> dict[str, Any]:
    """The cells of one item by column; None where it has no such attribute."""
    cells: dict[str, Any] = {}
    rest = dict(item)
    for names, kind, read in _READERS:
        for name in names:
            value = rest.get(name, {})
            cells[name] = read(value[kind]) if kind in value else None
            if cells[name] is not None:
                del rest[name]
    cells[OTHER] = json.dumps(rest, sort_keys=True) if rest else None
    return cells


def _decimal(text: str) -> Decimal | None:
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -SCALE and number.adjusted() < _WHOLE_DIGITS
    return number if fits else None


def _nanoseconds(text: str) -> int | None:
    """Of epoch milliseconds, which have up to six fraction digits."""
    count = Fraction(text) * _NS_PER_MS  # a product of Decimals would be rounded
    fits = abs(count) <= _LARGEST_NS and count.denominator == 1
    return int(count) if fits else None


_READERS: Final[tuple[tuple[Sequence[str], str, Callable[[str], Any]], ...]] = (
    (TEXTS, "S", str),
    (TIMES, "N", _nanoseconds),
    (DECIMALS, "N", _decimal),
    (INDICATORS, "N", str),
)
