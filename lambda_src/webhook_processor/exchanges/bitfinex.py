"""Bitfinex: trades and tickers of the WebSocket API, tickers of the REST API.

Frames number their channel; only the `subscribed` event says which market that is. So a sender
posts frames in a list that holds this event before them, as the connection does.

https://docs.bitfinex.com/reference/ws-public-trades
https://docs.bitfinex.com/reference/rest-public-tickers
"""

from decimal import Decimal
from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind

# Positions in the array of a ticker.
PRICE, VOLUME = 7, 8
# In a ticker of a channel, which leaves out the symbol.
CHANNEL_PRICE = 6
# Of a trade: id, time, amount, price.
TRADE_SIZE = 4


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message; an entry without a symbol is rejected later."""
    match document:
        case [{"event": str()}, *_]:
            return _batch(document)
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


def _batch(frames: list[Any]) -> list[Any]:
    """The ticks of all frames, each by the channel that an event before it has numbered."""
    channels: dict[Any, tuple[Any, Any]] = {}
    found: list[Any] = []
    for frame in frames:
        match frame:
            case {"event": "subscribed", "chanId": Decimal() as number, "channel": name}:
                channels[number] = (name, frame.get("symbol"))
            case [Decimal() as number, *_] if number in channels:
                found += _of_channel(frame, *channels[number])
            case {"event": str()}:
                pass
            case _:
                found.append(frame)
    return found


def _of_channel(frame: list[Any], channel: Any, symbol: Any) -> list[Any]:
    if channel not in ("trades", "ticker") or _is_no_market([symbol]):
        return []
    match frame:
        case [_, "te" | "tu", [_, _, _, _] as trade, *_]:
            return [_trade(symbol, *trade)]
        case [_, [[*_], *_] as trades, *_]:  # the last ones, at the begin, newest first
            whole = [each for each in trades if isinstance(each, list) and len(each) == TRADE_SIZE]
            return [_trade(symbol, *each) for each in reversed(whole)]
        case [_, [_, *_] as ticker, *_] if len(ticker) > CHANNEL_PRICE:
            return [
                Entry(symbol, ticker[CHANNEL_PRICE], kind=PriceKind.TICKER, market=_market(symbol))
            ]
        case [_, str(), *_]:
            return []
    return [frame]


def _is_no_market(item: Any) -> bool:
    """Whether it is the rate of a funding currency (`fUSD`) or a pair of the paper exchange."""
    symbol = item[0] if isinstance(item, list) and item else None
    return isinstance(symbol, str) and symbol.startswith(("f", "tTEST"))


def _market(symbol: Any) -> Market | None:
    return Market.DERIVATIVE if isinstance(symbol, str) and "F0" in symbol else None


def _trade(symbol: Any, identifier: Any, time: Any, amount: Any, price: Any) -> Any:
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
