"""Gemini: trades of the WebSocket APIs, tickers of the REST API.

https://docs.gemini.com/websocket/market-data/v2/trades
https://docs.gemini.com/rest/market-data
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message; an entry without a symbol is rejected later."""
    match document:
        case {"type": "trade", "quantity": volume}:
            time = timestamps.milliseconds(document.get("timestamp"))
            return [_entry(document, volume, time, document.get("event_id"))]
        case {"s": symbol, "p": price, "q": volume}:
            time = timestamps.fraction_of_seconds(document.get("E"))
            return [
                Entry(
                    symbol,
                    price,
                    volume=volume,
                    time=time,
                    event_id=document.get("t"),
                    market=_market(symbol),
                )
            ]
        case {"close": price, "bid": _, "ask": _}:
            return [
                Entry(
                    symbol := document.get("symbol"),
                    price,
                    kind=PriceKind.TICKER,
                    market=_market(symbol),
                )
            ]
        case [{"tid": _}, *_]:
            return [_past_trade(item) for item in document]
        case {"symbol": _, "price": _}:
            return None
        case {"type": str()} | {"result": _} | {"U": _}:
            return []
    return None


def _entry(trade: dict[str, Any], volume: Any, time: Any, identifier: Any) -> Entry:
    return Entry(
        trade.get("symbol"),
        trade.get("price"),
        volume=volume,
        time=time,
        event_id=identifier,
        market=_market(trade.get("symbol")),
    )


def _market(symbol: Any) -> Market | None:
    is_perpetual = isinstance(symbol, str) and symbol.upper().endswith("PERP")
    return Market.DERIVATIVE if is_perpetual else None


def _past_trade(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.milliseconds(item.get("timestampms"))
    return _entry(item, item.get("amount"), time, item.get("tid"))
