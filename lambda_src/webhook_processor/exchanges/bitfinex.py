"""Bitfinex: executed trades of the WebSocket API, tickers of the REST API.

https://docs.bitfinex.com/reference/ws-public-trades
https://docs.bitfinex.com/reference/rest-public-tickers
"""

from decimal import Decimal
from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind

# Positions in the array of a ticker.
PRICE, VOLUME = 7, 8


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message; an entry without a symbol is rejected later."""
    match document:
        case [_, "te" | "tu", [_, _, _, _] as trade, *_, "trades", str(symbol)]:
            return [_trade(symbol.replace(":", "-"), *trade)]
        # Only the subscriber, which numbers the channels, knows the symbol.
        case [_, "te" | "tu", [_, _, _, _] as trade, *_]:
            return [_trade(None, *trade)]
        case [_, "hb" | "cs" | "fte" | "ftu", *_] | {"event": str()}:
            return []
        case [[str(), *_], *_]:
            return [_ticker(item) for item in document if not _is_no_market(item)]
    return None


def _is_no_market(item: Any) -> bool:
    """Whether it is the rate of a funding currency (`fUSD`) or a pair of the paper exchange."""
    symbol = item[0] if isinstance(item, list) and item else None
    return isinstance(symbol, str) and symbol.startswith(("f", "tTEST"))


def _market(symbol: Any) -> Market | None:
    return Market.DERIVATIVE if isinstance(symbol, str) and "F0" in symbol else None


def _trade(symbol: str | None, identifier: Any, time: Any, amount: Any, price: Any) -> Any:
    return Entry(
        symbol,
        price,
        volume=amount.copy_abs() if isinstance(amount, Decimal) else amount,  # negative: a sale
        time=timestamps.milliseconds(time),
        event_id=identifier,
        market=_market(symbol),
    )


def _ticker(item: Any) -> Any:
    if not isinstance(item, list) or len(item) <= VOLUME:
        return item
    return Entry(
        item[0], item[PRICE], volume=item[VOLUME], kind=PriceKind.TICKER, market=_market(item[0])
    )
