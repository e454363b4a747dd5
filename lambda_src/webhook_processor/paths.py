"""What the name in the path of a webhook says: the exchange, and its market where frames do not."""

from typing import Final

from lambda_src.webhook_processor.entry import Market

_SPOT, _DERIVATIVE = Market.SPOT, Market.DERIVATIVE
# Letters and digits only: names of secrets end in `-<suffix>`.
OTHER_NAMES: Final[dict[str, tuple[str, Market | None]]] = {
    "binancefutures": ("binance", _DERIVATIVE),
    "binancespot": ("binance", _SPOT),
    "binanceus": ("binance", None),
    "bybitlinear": ("bybit", _DERIVATIVE),
    "bybitspot": ("bybit", _SPOT),
    "coinbaseadvanced": ("coinbase", None),
    "coinbaseexchange": ("coinbase", None),
    "gateio": ("gate", None),
    "huobi": ("htx", None),
    "okcoin": ("okx", None),
}


def of(exchange: str) -> tuple[str, Market | None]:
    """The exchange whose payloads come there, and their market; None if the path does not say."""
    return OTHER_NAMES.get(exchange, (exchange, None))
