"""The name of a series: market, exchange and venue, kind."""

from typing import NamedTuple

from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.ticks import ALERTS_ONLY


class Series(NamedTuple):
    """One market of one exchange (and venue), of one kind: one partition of the table.

    docs/adr/0007-one-series-one-market-exchange-and-kind.md says why.
    """

    name: str
    market: str
    exchange: str
    venue: str | None
    kind: str

    @property
    def place(self) -> str:
        """The exchange, with the venue that an alert names: `tradingview.binance`."""
        return self.exchange if self.venue is None else f"{self.exchange}.{self.venue}"

    @property
    def holds_trades(self) -> bool:
        """Whether its prices are those of single trades."""
        return self.kind == PriceKind.TRADE

    @property
    def bar_interval(self) -> str | None:
        """The interval of its candles, such as 1m; None if it holds other prices."""
        kind, _, interval = self.kind.partition(".")
        return interval if kind == PriceKind.CANDLE and interval else None

    def is_of(self, exchange: str | None) -> bool:
        """Whether it is of this exchange, or this exchange and venue; None stands for all."""
        return exchange in (None, self.exchange, self.place)


def parse(name: str) -> Series:
    """The parts of the name of a series.

    `BTC-USD@coinbase`, `BTC-USD@kraken:ticker`, `BTC-USDT@tradingview.binance`.
    """
    market, _, rest = name.partition("@")
    place, _, kind = rest.partition(":")
    exchange, _, venue = place.partition(".")
    usual = PriceKind.ALERT if exchange == ALERTS_ONLY else PriceKind.TRADE
    return Series(name, market, exchange, venue or None, kind or usual.value)
