"""One observation of a price, as it was sent and as it is stored."""

from dataclasses import dataclass
from decimal import Decimal

from lambda_src.shared.decimals import canonical


@dataclass(frozen=True)
class Tick:
    """A price of a symbol on an exchange.

    `event_time` is in epoch milliseconds; None if the exchange sent no time. `ordinal` tells apart
    equal ticks without ids in one body; the first is 0, so that a body that is sent again in parts
    stores nothing twice.
    """

    symbol: str
    exchange: str
    price: Decimal
    volume: Decimal | None = None
    event_time: Decimal | None = None
    event_id: str | None = None
    ordinal: int = 0


@dataclass(frozen=True)
class Receipt:
    """When API Gateway received a webhook (epoch milliseconds), and the id of the request."""

    request_id: str
    received_at_ms: int


@dataclass(frozen=True)
class StoredTick:
    """A tick in its slot of the table.

    `timestamp` is `event_time` plus, in fraction digits 4 to 6, the slot that separates it from
    other ticks of the symbol with the same event time.
    """

    tick: Tick
    receipt: Receipt
    event_time: Decimal
    timestamp: Decimal
    identity: str


def identity(tick: Tick, receipt: Receipt) -> str:
    """The text that is equal for two deliveries of the same tick at one event time.

    The exchange and its event id; without one, price, volume and ordinal. A tick without an event
    time is new in every request, but not in the retries of a request.
    """
    if tick.event_id is not None:
        what = f"id/{tick.event_id}"
    else:
        volume = "" if tick.volume is None else canonical(tick.volume)
        what = f"price/{canonical(tick.price)}/{volume}" + f"/{tick.ordinal}" * bool(tick.ordinal)
    when = f"request/{receipt.request_id}/" if tick.event_time is None else ""
    return f"{tick.exchange}/{when}{what}"
