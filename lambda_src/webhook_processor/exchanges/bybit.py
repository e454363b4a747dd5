"""Bybit: tickers (snapshot and delta) and trades of the WebSocket API, version 5 and earlier.

https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
https://bybit-exchange.github.io/docs/v5/websocket/public/trade
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message; a delta without a price is no tick."""
    match document:
        case {"topic": str(topic), "data": dict(data)} if topic.startswith("tickers."):
            time = timestamps.milliseconds(document.get("ts"))
            return _ticker(data, "lastPrice", time, _market(data, document))
        case {"topic": str(topic), "data": list(trades)} if topic.startswith("publicTrade."):
            return [_trade(trade) for trade in trades if not _is_block(trade)]
        case {"topic": "trade", "params": {"symbol": symbol}, "data": dict(data)}:
            return [_spot_trade(data, symbol)]
        case {"topic": str(topic), "data": list(trades)} if topic.startswith("trade."):
            return [_old_trade(trade) for trade in trades]
        case {"topic": str(topic), "data": data} if topic.startswith("instrument_info."):
            return _instrument(data, document)
        case {"retCode": _, "result": {"category": str(category), "list": list(items)}}:
            return [_requested(item, category, document) for item in items if not _is_block(item)]
        case {"topic": str()} | {"op": str()} | {"success": _}:
            return []
    return None


def _market(ticker: dict[str, Any], message: dict[str, Any]) -> Market:
    """Only spot has a price in dollars; only derivatives have an open interest, and deltas."""
    if "usdIndexPrice" in ticker:
        return Market.SPOT
    is_derivative = "openInterest" in ticker or message.get("type") == "delta"
    return Market.DERIVATIVE if is_derivative else Market.SPOT


def _is_block(trade: Any) -> bool:
    """A block trade is agreed on apart from the market."""
    return isinstance(trade, dict) and True in (trade.get("BT"), trade.get("isBlockTrade"))


def _ticker(data: Any, price: str, time: Any, market: Market) -> list[Any]:
    """Prices that have not changed are left out or empty."""
    if not isinstance(data, dict):
        return [data]
    if data.get(price) in (None, ""):
        return []
    return [Entry(data.get("symbol"), data[price], time=time, kind=PriceKind.TICKER, market=market)]


def _trade(trade: Any) -> Any:
    if not isinstance(trade, dict):
        return trade
    time = timestamps.milliseconds(trade.get("T"))
    return Entry(
        trade.get("s"),
        trade.get("p"),
        volume=trade.get("v"),
        time=time,
        event_id=trade.get("i"),
        # Only perpetuals and futures have a direction of the price; ids of options have marks.
        market=Market.DERIVATIVE if "L" in trade or "-" in str(trade.get("s")) else Market.SPOT,
    )


def _spot_trade(trade: dict[str, Any], symbol: Any) -> Entry:
    time = timestamps.milliseconds(trade.get("t"))
    return Entry(
        symbol,
        trade.get("p"),
        volume=trade.get("q"),
        time=time,
        event_id=trade.get("v"),
        market=Market.SPOT,
    )


def _old_trade(trade: Any) -> Any:
    match trade:
        case {"trade_time_ms": time} | {"tradeTimeMs": time}:
            return _old_entry(trade, timestamps.milliseconds(time))
        case {"timestamp": time}:
            return _old_entry(trade, timestamps.rfc3339(time))
    return trade


def _old_entry(trade: dict[str, Any], time: Any) -> Entry:
    return Entry(
        trade.get("symbol"),
        trade.get("price"),
        volume=trade.get("size"),
        time=time,
        event_id=trade.get("trade_id", trade.get("tradeId")),
        market=Market.DERIVATIVE,
    )


def _instrument(data: Any, message: dict[str, Any]) -> list[Any]:
    time = timestamps.microseconds(message.get("timestamp_e6", message.get("timestampE6")))
    market = Market.DERIVATIVE
    match data:
        case {"update": list(updates)}:
            return [
                found for update in updates for found in _ticker(update, "last_price", time, market)
            ]
        case {"last_price": _}:
            return _ticker(data, "last_price", time, market)
        case {"lastPrice": _}:
            return _ticker(data, "lastPrice", time, market)
    return []


def _requested(item: Any, category: str, reply: dict[str, Any]) -> Any:
    """A ticker, with the volume of its day, or a trade of a reply of the REST API."""
    market = Market.SPOT if category == "spot" else Market.DERIVATIVE
    match item:
        case {"symbol": symbol, "lastPrice": price}:
            time = timestamps.milliseconds(reply.get("time"))
            volume = item.get("volume24h")
            return Entry(symbol, price, volume, time, kind=PriceKind.TICKER, market=market)
        case {"symbol": symbol, "execId": identifier, "price": price}:
            time = timestamps.milliseconds(item.get("time"))
            return Entry(symbol, price, item.get("size"), time, identifier, market=market)
    return item
