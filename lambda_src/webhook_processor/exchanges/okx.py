"""OKX: tickers and trades of the WebSocket API, version 5 and the tables of version 3.

https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-tickers-channel
"""

from dataclasses import replace
from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


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
            return [_old_ticker(item, table) for item in items if _has_price(item)]
        case {"table": str(table), "data": list(items)} if table.endswith("/trade"):
            return [_old_trade(item, table) for item in items]
        case {"code": str(), "data": [{"instId": str(), "px": _}, *_] as items}:  # REST
            return [_trade(item) for item in items]
        case {"code": str(), "data": [{"instId": str(), "last": _}, *_] as items}:
            return [_requested_ticker(item) for item in items if _has_price(item)]
        case {"event": str()} | {"arg": {"channel": str()}} | {"table": str()}:
            return []
    return None


def _market(instrument: Any) -> Market:
    """`BTC-USDT` is spot; `BTC-USDT-SWAP` and `BTC-USD-260626` are derivatives."""
    is_derivative = isinstance(instrument, str) and instrument.count("-") > 1
    return Market.DERIVATIVE if is_derivative else Market.SPOT


def _old_market(table: str) -> Market:
    return Market.SPOT if table.startswith("spot/") else Market.DERIVATIVE


def _volume(market: Market, size: Any) -> Any:
    """The size of a derivative counts contracts, whose multiplier no frame holds."""
    return size if market is Market.SPOT else None


def _has_price(item: Any) -> bool:
    return not isinstance(item, dict) or item.get("last") not in (None, "")


def _ticker(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.milliseconds(item.get("ts"))
    return Entry(
        item.get("instId"),
        item.get("last"),
        time=time,
        kind=PriceKind.TICKER,
        market=_market(item.get("instId")),
    )


def _requested_ticker(item: Any) -> Any:
    """With the volume of its day, in the base of the market: of derivatives, coins."""
    ticker = _ticker(item)
    if not isinstance(ticker, Entry):
        return item
    volume = "vol24h" if ticker.market is Market.SPOT else "volCcy24h"
    return replace(ticker, volume=item.get(volume))


def _trade(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("instId"),  # a spread has a sprdId: its price is that of no market
        item.get("px"),
        volume=_volume(_market(item.get("instId")), item.get("sz")),
        time=timestamps.milliseconds(item.get("ts")),
        event_id=item.get("tradeId"),
        market=_market(item.get("instId")),
    )


def _old_ticker(item: Any, table: str) -> Any:
    if not isinstance(item, dict):
        return item
    time = timestamps.rfc3339(item.get("timestamp"))
    return Entry(
        item.get("instrument_id"),
        item.get("last"),
        time=time,
        kind=PriceKind.TICKER,
        market=_old_market(table),
    )


def _old_trade(item: Any, table: str) -> Any:
    if not isinstance(item, dict):
        return item
    return Entry(
        item.get("instrument_id"),
        item.get("price"),
        volume=_volume(_old_market(table), item.get("size", item.get("qty"))),
        time=timestamps.rfc3339(item.get("timestamp")),
        event_id=item.get("trade_id"),
        market=_old_market(table),
    )
