"""One stored price, with exact numbers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Tick(NamedTuple):
    """A price as it is stored; docs/consuming.md says what each attribute means.

    `timestamp` and `event_time` are in epoch milliseconds. None stands for an absent attribute.
    """

    series: str
    timestamp: Decimal
    price: Decimal
    volume: Decimal | None = None
    market: str | None = None
    exchange: str | None = None
    venue: str | None = None
    kind: str | None = None
    event_id: str | None = None
    event_time: Decimal | None = None
    received_at: Decimal | None = None
    deviation: Decimal | None = None
    ma_5: Decimal | None = None
    ma_20: Decimal | None = None
    volatility: Decimal | None = None
    realised_volatility: Decimal | None = None
    vwap_20: Decimal | None = None
    min_20: Decimal | None = None
    max_20: Decimal | None = None
    enriched_at: str | None = None

    @property
    def time(self) -> datetime:
        """The timestamp to the microsecond, without its slot."""
        return moment(self.timestamp)


# In the order of the fields; the key attribute `symbol` holds the name of the series.
ATTRIBUTES: Final = ("symbol", *Tick._fields[1:])


def tick(item: Mapping[str, Any]) -> Tick:
    """The tick in an item with a price, in DynamoDB's JSON."""
    return Tick._make([_value(item.get(name)) for name in ATTRIBUTES])


def _value(attribute: Mapping[str, Any] | None) -> Any:
    if attribute is None:
        return None
    return Decimal(attribute["N"]) if "N" in attribute else attribute.get("S")


def moment(milliseconds: Decimal | int) -> datetime:
    """The UTC time of epoch milliseconds, cut off after the microseconds."""
    return EPOCH + timedelta(microseconds=int(milliseconds * 1000))


def milliseconds(time: datetime) -> Decimal:
    """Epoch milliseconds, exact to the microsecond.

    Raises:
        ValueError: the time has no zone.
    """
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone; pass one, for example UTC")
    return Decimal((time - EPOCH) // timedelta(microseconds=1)) / 1000
