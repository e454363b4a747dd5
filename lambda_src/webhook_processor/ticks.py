"""One observation of a price, as it was sent and as it is stored."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lambda_src.shared.decimals import canonical
from lambda_src.webhook_processor.entry import PriceKind

# It sends nothing else, so the names of its series do not say it.
ALERTS_ONLY: Final = "tradingview"


@dataclass(frozen=True)
class Tick:
    """A price of a market (`symbol`) from an exchange.

    `event_time` is in epoch milliseconds; None if the exchange sent no time. `ordinal` tells apart
    equal ticks without ids in one body; the first is 0, so that a body that is sent again in parts
    stores nothing twice. `venue` is the market place that an alert reports; `interval` and `bar`
    (its opening, in epoch milliseconds) are the bar of the alert or of the candle. A candle has its
    close as `price`, the end of its interval as `event_time`, and its other three prices.
    """

    symbol: str
    exchange: str
    price: Decimal
    volume: Decimal | None = None
    event_time: Decimal | None = None
    event_id: str | None = None
    ordinal: int = 0
    kind: PriceKind = PriceKind.TRADE
    venue: str | None = None
    interval: str | None = None
    bar: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None

    @property
    def series(self) -> str:
        """The name of the series: one market, one exchange and venue, one kind.

        `BTC-USD@coinbase`, `BTC-USDT@tradingview.binance`, `BTC-USD@kraken:ticker`,
        `BTC-USDT@binance:candle.1m`. An average over venues, over trades and repeats, or over
        minutes and days, describes no market.
        """
        place = self.exchange if self.venue is None else f"{self.exchange}.{self.venue}"
        usual = PriceKind.ALERT if self.exchange == ALERTS_ONLY else PriceKind.TRADE
        kind = f"{self.kind}.{self.interval}" if self.kind is PriceKind.CANDLE else self.kind
        return f"{self.symbol}@{place}" + ("" if self.kind is usual else f":{kind}")


@dataclass(frozen=True)
class Receipt:
    """When API Gateway received a webhook (epoch milliseconds), and the id of the request.

    `load` is the id of the file that `market backfill` read instead; None for a webhook.
    """

    request_id: str
    received_at_ms: int
    load: str | None = None


@dataclass(frozen=True)
class StoredTick:
    """A tick in its slot of the table.

    `timestamp` is `event_time` plus, in fraction digits 4 to 6, the slot that separates it from
    other ticks of the series with the same event time.
    """

    tick: Tick
    receipt: Receipt
    event_time: Decimal
    timestamp: Decimal
    identity: str


def identity(tick: Tick, receipt: Receipt) -> str:
    """The text that is equal for two deliveries of the same tick at one event time.

    The exchange and its event id; without one, price, volume and ordinal. A tick without an event
    time is new in every request, but not in the retries of a request. There is one candle of an
    interval, whatever a corrected archive says.
    """
    if tick.kind is PriceKind.CANDLE and tick.bar is not None:
        what = f"candle/{canonical(tick.bar)}"
    elif tick.event_id is not None:
        what = f"id/{tick.event_id}"
    else:
        volume = "" if tick.volume is None else canonical(tick.volume)
        what = f"{_bar(tick)}price/{canonical(tick.price)}/{volume}" + f"/{tick.ordinal}" * bool(
            tick.ordinal
        )
    when = f"request/{receipt.request_id}/" if tick.event_time is None else ""
    return f"{tick.exchange}/{when}{what}"


def _bar(tick: Tick) -> str:
    """Alerts have no ids: two of one instant and price may be of different bars."""
    if tick.interval is None and tick.bar is None:
        return ""
    return f"bar/{tick.interval or ''}/{'' if tick.bar is None else canonical(tick.bar)}/"
