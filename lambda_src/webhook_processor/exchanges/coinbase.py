"""Coinbase: Exchange and Advanced Trade, tickers and trades.

https://docs.cdp.coinbase.com/exchange/websocket-feed/channels
https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message of either WebSocket feed."""
    match document:
        # Coinbase sends a ticker for each match, with size and id of its trade.
        case {"type": "ticker" | "ticker_batch"}:
            return [_match(document, "last_size")]
        case {"type": "match" | "last_match"}:
            return [_match(document, "size")]
        case {"channel": "ticker" | "ticker_batch", "events": list(events)}:
            return _advanced(events, "tickers", document.get("timestamp"), PriceKind.TICKER)
        case {"channel": "market_trades", "events": list(events)}:
            return _advanced(events, "trades", None, PriceKind.TRADE)
        case {"products": [{"product_id": _}, *_] as products}:  # REST
            return [_product(item) for item in products]
        case {"trades": [{"product_id": _}, *_] as trades}:
            return [_advanced_entry(item, None, PriceKind.TRADE) for item in trades]
        case {"product_id": _, "price": _, "volume_24h": _}:
            return [_product(document)]
        case {"symbol": _, "price": _}:
            return None
        case {"channel": str()} | {"type": str()}:
            return []
    return None


def _market(product: Any) -> Market | None:
    """Perpetuals of the international exchange, and futures of the derivatives exchange."""
    is_derivative = isinstance(product, str) and product.endswith(("-INTX", "-CDE"))
    return Market.DERIVATIVE if is_derivative else None


def _match(message: dict[str, Any], size: str) -> Entry:
    return Entry(
        message.get("product_id"),
        message.get("price"),
        volume=message.get(size),
        time=timestamps.rfc3339(message.get("time")),
        event_id=message.get("trade_id"),
        kind=PriceKind.TRADE if "trade_id" in message else PriceKind.TICKER,
        market=_market(message.get("product_id")),
    )


def _advanced(events: list[Any], name: str, time: Any, kind: PriceKind) -> list[Any]:
    found = [
        item
        for event in events
        if isinstance(event, dict) and isinstance(event.get(name), list)
        for item in event[name]
    ]
    return [_advanced_entry(item, time, kind) for item in found]


def _advanced_entry(item: Any, time: Any, kind: PriceKind) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("product_id"),
        item.get("price"),
        volume=item.get("size"),
        time=timestamps.rfc3339(item.get("time", time)),
        event_id=item.get("trade_id"),
        kind=kind,
        market=_market(item.get("product_id")),
    )


def _product(item: Any) -> Any:
    """A product that was requested has the volume of its day, and no time."""
    match item:
        case {"product_id": product, "price": price}:
            return Entry(
                product,
                price,
                volume=item.get("volume_24h"),
                kind=PriceKind.TICKER,
                market=_market(product),
            )
    return item
