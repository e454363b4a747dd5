"""One observation of a price, as it was sent and as it is stored."""

from dataclasses import dataclass
from decimal import Decimal

from lambda_src.shared.decimals import canonical


@dataclass(frozen=True)
class Tick:
    """What an exchange said about a symbol at an instant.

    `event_time` is in epoch milliseconds; None when the exchange gave no time.
    """

    symbol: str
    exchange: str
    price: Decimal
    volume: Decimal | None = None
    event_time: Decimal | None = None
    event_id: str | None = None


@dataclass(frozen=True)
class Receipt:
    """When the door took a webhook (epoch milliseconds), and as which request."""

    request_id: str
    received_at_ms: int


@dataclass(frozen=True)
class StoredTick:
    """A tick at its place in the table.

    `timestamp` is `event_time` and, in fraction digits 4 to 6, the step that kept it apart from
    other ticks of the symbol at that instant.
    """

    tick: Tick
    receipt: Receipt
    event_time: Decimal
    timestamp: Decimal
    identity: str


def identity(tick: Tick, receipt: Receipt) -> str:
    """What makes two deliveries, at one event time, the same tick.

    The exchange and its event id; without one, price and volume. A tick without an event time is
    new with every request, but not with every retry of a request.
    """
    if tick.event_id is not None:
        what = f"id/{tick.event_id}"
    else:
        volume = "" if tick.volume is None else canonical(tick.volume)
        what = f"price/{canonical(tick.price)}/{volume}"
    when = f"request/{receipt.request_id}/" if tick.event_time is None else ""
    return f"{tick.exchange}/{when}{what}"
