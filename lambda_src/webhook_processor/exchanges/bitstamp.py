"""Bitstamp: live trades of the WebSocket API, tickers of the HTTP API.

https://www.bitstamp.net/websocket/v2/
https://www.bitstamp.net/api/#tag/Tickers
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, PriceKind

TRADES = "live_trades_"


def entries(document: Any) -> list[Any] | None:
    """The tick of one message; a ticker has its market only in a request for all markets."""
    match document:
        case {"event": "trade", "channel": str(channel), "data": dict(trade)} if TRADES in channel:
            return [_trade(trade, channel.removeprefix(TRADES))]
        case {"event": str()}:
            return []
        case {"last": _}:
            return [_ticker(document)]
        case [{"last": _}, *_]:
            return [_ticker(item) for item in document]
    return None


def _trade(trade: dict[str, Any], symbol: str) -> Entry:
    return Entry(
        symbol,
        trade.get("price_str", trade.get("price")),
        volume=trade.get("amount_str", trade.get("amount")),
        time=_time(trade),
        event_id=trade.get("id"),
    )


def _time(trade: dict[str, Any]) -> Any:
    if "microtimestamp" in trade:
        return timestamps.microseconds(trade["microtimestamp"])
    return timestamps.seconds(trade.get("timestamp"))


def _ticker(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.seconds(item.get("timestamp"))
    return Entry(
        item.get("pair"),
        item.get("last"),
        volume=item.get("volume"),
        time=time,
        kind=PriceKind.TICKER,
    )
