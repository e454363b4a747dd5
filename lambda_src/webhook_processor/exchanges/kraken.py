"""Kraken: tickers and trades of the WebSocket API, version 2 and the arrays of version 1.

https://docs.kraken.com/api/docs/websocket-v2/ticker
https://docs.kraken.com/api/docs/websocket-v1/ticker
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message."""
    match document:
        case {"channel": "ticker", "data": list(items)}:
            return [_ticker(item) for item in items if _has_price(item)]
        case {"channel": "trade", "data": list(items)}:
            return [_trade(item) for item in items]
        case [_, {"c": [price, *_]}, "ticker", pair]:
            return [Entry(pair, price, kind=PriceKind.TICKER)]
        case [_, list(trades), "trade", pair]:
            return [_old_trade(trade, pair) for trade in trades]
        case {"error": list(), "result": dict(result)} if _are_tickers(result):  # REST
            return [
                Entry(pair, ticker["c"][0], kind=PriceKind.TICKER)
                for pair, ticker in result.items()
            ]
        case {"channel": str()} | {"method": str()} | {"event": str()} | [_, _, str(), *_]:
            return []
        case [_, _, {}, str(), *_]:  # an order book, asks and bids apart
            return []
    return None


def _are_tickers(result: dict[str, Any]) -> bool:
    """Whether each pair has its last trade: its price and its size."""
    return bool(result) and all(
        isinstance(each, dict) and isinstance(each.get("c"), list) and each["c"]
        for each in result.values()
    )


def _has_price(item: Any) -> bool:
    return not isinstance(item, dict) or item.get("last") is not None


def _ticker(item: Any) -> Any:
    match item:
        case {"symbol": symbol, "last": price}:
            time = timestamps.rfc3339(item.get("timestamp"))
            return Entry(symbol, price, time=time, kind=PriceKind.TICKER)
    return item


def _trade(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("symbol"),
        item.get("price"),
        volume=item.get("qty"),
        time=timestamps.rfc3339(item.get("timestamp")),
        event_id=item.get("trade_id"),
    )


def _old_trade(trade: Any, pair: Any) -> Any:
    match trade:
        case [price, volume, time, *_]:
            return Entry(pair, price, volume=volume, time=timestamps.seconds(time))
    return trade
