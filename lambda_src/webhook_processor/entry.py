"""What an adapter finds in a payload."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PriceKind(StrEnum):
    """What a price is: of one trade, a repeated last price, of an alert, or the close of a candle.

    Candles come by `market backfill` only.
    """

    TRADE = "trade"
    TICKER = "ticker"
    ALERT = "alert"
    CANDLE = "candle"


class Market(StrEnum):
    """What a frame says of its market; many exchanges use one id for both."""

    SPOT = "spot"
    DERIVATIVE = "derivative"


@dataclass(frozen=True)
class Entry:
    """A tick as it was sent, not yet validated; None counts as left out.

    `time` is in the form of `event_times`. `venue` is the market place whose price an alert
    reports; `interval` and `bar` are the length and the opening of the alert's bar. `market` is
    None where the frame does not tell.
    """

    symbol: Any
    price: Any
    volume: Any = None
    time: Any = None
    event_id: Any = None
    kind: Any = PriceKind.TRADE
    venue: Any = None
    interval: Any = None
    bar: Any = None
    market: Market | None = None
