"""Binance: trades and tickers, streamed (alone, combined, in arrays) or from the REST API.

https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md
https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind


def entries(document: Any) -> list[Any] | None:
    """The ticks of one frame of a stream, or of one response of the REST API."""
    match document:
        case {"stream": str(), "data": inner}:
            return entries(inner)
        case [{"e": str()}, *_]:
            return [found for item in document for found in entries(item) or []]
        case [{"lastPrice": _} | {"p": _} | {"qty": _}, *_]:
            return [_answer(item) for item in document]
        case {"e": str()}:
            return _event(document)
        case {"lastPrice": _}:
            return [_answer(document)]
        case {"result": _} | {"lastUpdateId": _} | {"u": _, "b": _, "a": _}:
            return []
    return None


def _event(event: dict[str, Any]) -> list[Any]:
    match event:
        case {"e": "trade", "X": "INSURANCE_FUND" | "ADL" | "NA"}:  # at the price of no market
            return []
        case {"e": "trade" | "aggTrade"}:
            return [_trade(event, Market.SPOT if "M" in event else Market.DERIVATIVE)]
        case {"e": "24hrTicker"}:
            return [_ticker(event, Market.SPOT if "x" in event else Market.DERIVATIVE)]
        case {"e": "24hrMiniTicker"}:
            return [_ticker(event, Market.DERIVATIVE if "ps" in event else None)]
        case {"e": str(kind), "c": _} if kind.endswith("Ticker"):  # of a window of 1 hour, 4, 24
            return [_ticker(event, Market.SPOT)]
    return []


def _trade(event: dict[str, Any], market: Market | None = None) -> Entry:
    return Entry(
        event.get("s"),
        event.get("p"),
        volume=event.get("q"),
        time=timestamps.fraction_of_seconds(event.get("T")),
        event_id=event.get("t", event.get("a")),
        market=market,
    )


def _ticker(event: dict[str, Any], market: Market | None) -> Entry:
    time = timestamps.fraction_of_seconds(event.get("E"))
    return Entry(event.get("s"), event.get("c"), time=time, kind=PriceKind.TICKER, market=market)


def _answer(item: Any) -> Any:
    """A ticker or a trade of the REST API; its trades have no symbol."""
    match item:
        case {"lastPrice": price}:
            time = timestamps.fraction_of_seconds(item.get("closeTime"))
            return Entry(
                item.get("symbol"),
                price,
                volume=item.get("volume"),
                time=time,
                kind=PriceKind.TICKER,
                market=Market.SPOT if "bidPrice" in item else Market.DERIVATIVE,
            )
        case {"p": _}:
            return _trade(item)
        case {"qty": volume}:
            time = timestamps.fraction_of_seconds(item.get("time"))
            return Entry(
                item.get("symbol"),
                item.get("price"),
                volume=volume,
                time=time,
                event_id=item.get("id"),
            )
    return item
