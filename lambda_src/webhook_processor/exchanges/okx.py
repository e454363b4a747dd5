"""OKX: tickers and trades of the WebSocket API, version 5 and the tables of version 3.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-tickers-channel
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Kind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message."""
    match document:
        case {"arg": {"channel": "tickers"}, "data": list(items)}:
            return [_ticker(item) for item in items if _has_price(item)]
        case {
            "arg": {"channel": "trades" | "trades-all" | "sprd-public-trades"},
            "data": list(items),
        }:
            return [_trade(item) for item in items]
        case {"table": str(table), "data": list(items)} if table.endswith("/ticker"):
            return [_old_ticker(item) for item in items if _has_price(item)]
        case {"table": str(table), "data": list(items)} if table.endswith("/trade"):
            return [_old_trade(item) for item in items]
        case {"event": str()} | {"arg": {"channel": str()}} | {"table": str()}:
            return []
    return None


def _has_price(item: Any) -> bool:
    return not isinstance(item, dict) or item.get("last") not in (None, "")


def _ticker(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.milliseconds(item.get("ts"))
    return Entry(item.get("instId"), item.get("last"), time=time, kind=Kind.TICKER)


def _trade(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("instId", item.get("sprdId")),
        item.get("px"),
        volume=item.get("sz"),
        time=timestamps.milliseconds(item.get("ts")),
        event_id=item.get("tradeId"),
    )


def _old_ticker(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.rfc3339(item.get("timestamp"))
    return Entry(item.get("instrument_id"), item.get("last"), time=time, kind=Kind.TICKER)


def _old_trade(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("instrument_id"),
        item.get("price"),
        volume=item.get("size", item.get("qty")),
        time=timestamps.rfc3339(item.get("timestamp")),
        event_id=item.get("trade_id"),
    )
