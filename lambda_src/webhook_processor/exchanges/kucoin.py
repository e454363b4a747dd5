"""KuCoin: trades and tickers of the WebSocket APIs, spot and futures.

https://www.kucoin.com/docs-new/3470084w0
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind

TRADES, FUTURES_TRADES = "/market/match:", "/contractMarket/execution:"
TICKERS, SNAPSHOTS = "/market/ticker:", "/market/snapshot:"
FUTURES_TICKERS, FUTURES_SNAPSHOTS = "/contractMarket/ticker:", "/contractMarket/snapshot:"


def entries(document: Any) -> list[Any] | None:
    """The tick of one message."""
    match document:
        case {"topic": str(topic), "data": dict(data)} if topic.startswith(TRADES):
            return [_trade(data, data.get("size"), Market.SPOT)]
        # The size of a trade of futures counts lots of an untold size.
        case {"topic": str(topic), "data": dict(data)} if topic.startswith(FUTURES_TRADES):
            return [_trade(data, None, Market.DERIVATIVE)]
        case {"topic": str(topic), "data": dict(data)} if topic.startswith(TICKERS):
            return [_ticker(data, _symbol(topic, document))]
        case {"topic": str(topic), "data": {"data": dict(data)}} if topic.startswith(SNAPSHOTS):
            return [_snapshot(data)]
        case {"topic": str(topic), "data": dict(data)} if topic.startswith(FUTURES_TICKERS):
            return [_futures_ticker(data, "price")]
        case {"topic": str(topic), "data": dict(data)} if topic.startswith(FUTURES_SNAPSHOTS):
            symbol = topic.removeprefix(FUTURES_SNAPSHOTS)
            return [_futures_ticker({"symbol": symbol, **data}, "lastPrice")]
        case {"topic": str()} | {"type": "welcome" | "ack" | "pong"}:
            return []
    return None


def _trade(data: dict[str, Any], volume: Any, market: Market) -> Entry:
    return Entry(
        data.get("symbol"),
        data.get("price"),
        volume=volume,
        time=timestamps.nanoseconds(data.get("time", data.get("ts"))),
        event_id=data.get("tradeId"),
        market=market,
    )


def _symbol(topic: str, message: dict[str, Any]) -> Any:
    """In a subscription to all tickers, the subject is the symbol."""
    symbol = topic.removeprefix(TICKERS)
    return message.get("subject") if symbol == "all" else symbol


def _ticker(data: dict[str, Any], symbol: Any) -> Entry:
    time = timestamps.milliseconds(data.get("time"))
    return Entry(symbol, data.get("price"), time=time, kind=PriceKind.TICKER)


def _snapshot(data: dict[str, Any]) -> Entry:
    time = timestamps.milliseconds(data.get("datetime"))
    price = data.get("lastTradedPrice")
    return Entry(data.get("symbol"), price, time=time, kind=PriceKind.TICKER, market=Market.SPOT)


def _futures_ticker(data: dict[str, Any], price: str) -> Entry:
    return Entry(
        data.get("symbol"),
        data.get(price),
        time=timestamps.fraction_of_seconds(data.get("ts")),
        kind=PriceKind.TICKER,
        market=Market.DERIVATIVE,
    )
