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
        case {"ch": str(channel), "data": list(groups)} if _is(channel, "trade.detail"):  # REST
            return [_trade(trade, _symbol(channel)) for trade in _trades(groups)]
        case {"ch": str(channel), "tick": {"lastPrice": price}} if _is(channel, "ticker"):
            return [_ticker(_symbol(channel), price, document)]
        case {"ch": str(channel), "tick": {"close": price}} if _is_detail(channel):
            return [_ticker(_symbol(channel), price, document)]
        case {"data": [{"symbol": str(), "close": _}, *_] as items}:  # of all markets
            return [_listed(item, document) for item in items]
        case {"ch": str()} | {"ping": _} | {"subbed": _} | {"op": str()} | {"status": str()}:
            return []
    return None


def _is(channel: str, kind: str) -> bool:
    return channel.startswith("market.") and channel.endswith(f".{kind}")


def _is_detail(channel: str) -> bool:
    """`market.btcusdt.detail`; the REST API adds `.merged`."""
    return _is(channel, "detail") or _is(channel, "detail.merged")


def _trades(groups: list[Any]) -> list[Any]:
    """The REST API groups trades by their order."""
    inner = [group.get("data") if isinstance(group, dict) else None for group in groups]
    return [
        trade
        for group, trades in zip(groups, inner, strict=True)
        for trade in (trades if isinstance(trades, list) else [group])
    ]


def _ticker(symbol: str, price: Any, message: dict[str, Any]) -> Entry:
    time = timestamps.milliseconds(message.get("ts"))
    return Entry(symbol, price, time=time, kind=PriceKind.TICKER, market=_market(symbol))


def _listed(item: Any, message: dict[str, Any]) -> Any:
    match item:
        case {"symbol": str(symbol), "close": price}:
            return _ticker(symbol, price, message)
    return item


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
