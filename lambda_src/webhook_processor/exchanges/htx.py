"""HTX, formerly Huobi: trades and tickers of the WebSocket APIs, spot and futures.

https://www.htx.com/en-us/opend/newApiPages/
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message."""
    match document:
        case {"ch": str(channel), "tick": {"data": list(trades)}} if _is(channel, "trade.detail"):
            return [_trade(trade, _symbol(channel)) for trade in trades]
        case {"ch": str(channel), "tick": {"lastPrice": price}} if _is(channel, "ticker"):
            time = timestamps.milliseconds(document.get("ts"))
            symbol = _symbol(channel)
            return [Entry(symbol, price, time=time, kind=PriceKind.TICKER, market=_market(symbol))]
        case {"ch": str()} | {"ping": _} | {"subbed": _} | {"op": str()} | {"status": str()}:
            return []
    return None


def _is(channel: str, kind: str) -> bool:
    return channel.startswith("market.") and channel.endswith(f".{kind}")


def _symbol(channel: str) -> str:
    return channel.split(".")[1]


def _market(symbol: str) -> Market:
    """Spot markets have names without marks, in lower case."""
    return Market.SPOT if symbol.islower() and "-" not in symbol else Market.DERIVATIVE


def _trade(trade: Any, symbol: str) -> Any:
    if not isinstance(trade, dict):
        return trade
    return Entry(
        symbol,
        trade.get("price"),
        # Of a derivative, `amount` counts contracts and `quantity` coins.
        volume=trade.get("amount" if _market(symbol) is Market.SPOT else "quantity"),
        time=timestamps.milliseconds(trade.get("ts")),
        # Older ids have the precision of a float, so several trades share one.
        event_id=trade.get("tradeId", trade.get("id")),
        market=_market(symbol),
    )
