"""Reads records of the table's stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lambda_src.shared import decimals

INSERT: Final = "INSERT"


class Unprocessable(Exception):
    """A record or its item cannot be enriched, and a retry changes nothing."""


@dataclass(frozen=True)
class Key:
    """The key of the item of a record."""

    series: str
    timestamp: Decimal


def is_new_tick(record: Mapping[str, Any]) -> bool:
    """Whether the record is an insert, and not that of a market's list of series.

    The enricher's own writes are MODIFY. The filter of the mapping does the same; this guard does
    not depend on it.
    """
    return record.get("eventName") == INSERT and not _is_series_list(record)


def _is_series_list(record: Mapping[str, Any]) -> bool:
    """webhook-processor lists the series of a market as a set, at timestamp 0."""
    match record:
        case {"dynamodb": {"NewImage": {"series": {"SS": _}}}}:
            return True
    return False


def sequence_number(record: Mapping[str, Any]) -> str:
    """The sequence number of the record in its shard; empty if it has none."""
    change = record.get("dynamodb")
    return str(change.get("SequenceNumber", "")) if isinstance(change, Mapping) else ""


def created(record: Mapping[str, Any]) -> float | None:
    """The time when the item was stored, in epoch seconds; None if the record has none."""
    change = record.get("dynamodb")
    time = change.get("ApproximateCreationDateTime") if isinstance(change, Mapping) else None
    return float(time) if isinstance(time, int | float) else None


def key(record: Mapping[str, Any]) -> Key:
    """The key of the new item.

    Raises:
        Unprocessable: the record has no item with a symbol, a timestamp and a usable price.
    """
    try:
        image = record["dynamodb"]["NewImage"]
        series, timestamp = image["symbol"]["S"], number(image, "timestamp")
    except (KeyError, TypeError) as error:
        raise Unprocessable("the record holds no item with symbol and timestamp") from error
    if not isinstance(series, str) or timestamp is None:
        raise Unprocessable("the record holds no item with symbol and timestamp")
    if price(image) is None:
        raise Unprocessable("the item has no usable price")
    return Key(series, timestamp)


def price(item: Mapping[str, Any]) -> Decimal | None:
    """The price of an item in DynamoDB's JSON; None unless it is a positive number."""
    value = number(item, "price")
    return value if value is not None and value > 0 else None


def number(item: Mapping[str, Any], name: str) -> Decimal | None:
    """The number attribute `name` of an item in DynamoDB's JSON; None unless it is one."""
    attribute = item.get(name)
    text = attribute.get("N") if isinstance(attribute, Mapping) else None
    if not isinstance(text, str):
        return None
    try:
        value = decimals.read(text)
    except ValueError:
        return None
    return value if decimals.storable(value) else None
