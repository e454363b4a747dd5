"""Where exchanges stream their trades, and how to subscribe (docs/claims.md#public-feeds).

Read on 2026-11-26:
https://docs.cdp.coinbase.com/exchange/websocket-feed (and /channels)
https://docs.kraken.com/exchange/api-reference/spot-websocket
https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md
https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Important-WebSocket-Change-Notice
https://docs.bitfinex.com/docs/ws-general
https://docs.bitfinex.com/reference/ws-public-trades
https://bybit-exchange.github.io/docs/v5/ws/connect
Their own pages, too, as copies that others keep:
https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-all-trades-channel (2026-08-09)
https://www.gate.com/docs/developers/apiv4/ws/en/#client-request
https://www.bitstamp.net/websocket/v2/
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

Spelling = Callable[[str, str], str]


@dataclass(frozen=True)
class Feed:
    """The public trades of an exchange.

    `subscriptions` gives the messages that subscribe to markets, and `spelling` the exchange's name
    of a market of base and quote. `ping` is what keeps a connection open where the exchange expects
    a message of its own instead of the protocol's pings. The trades of a market are `numbered` if
    each has the next whole number as its id (docs/claims.md#numbered-trades).
    """

    url: str
    subscriptions: Callable[[Sequence[str]], list[Any]]
    spelling: Spelling
    ping: str = ""
    numbered: bool = False

    def messages(self, markets: Sequence[str]) -> list[str]:
        """The texts to send on each new connection."""
        return [json.dumps(message) for message in self.subscriptions(markets)]

    def market(self, name: str) -> str:
        """The exchange's name of `BASE-QUOTE`; any other name is taken for the exchange's own."""
        base, dash, quote = name.upper().partition("-")
        is_spot = bool(base and dash) and quote.isalnum()
        return self.spelling(base, quote) if is_spot else name


@dataclass(frozen=True)
class FeedSource:
    """The markets of an exchange, at the address of its feed; `most` ticks fit into a body."""

    exchange: str
    feed: Feed
    markets: tuple[str, ...]
    most: int


def _joined(separator: str, base: str, quote: str) -> str:
    return f"{base}{separator}{quote}"


def _lower(base: str, quote: str) -> str:
    return f"{base}{quote}".lower()


def _bitfinex_pair(base: str, quote: str) -> str:
    """`tBTCUSD`, `tDUSK:USD`; USDT is UST there."""
    quote = {"USDT": "UST", "USDC": "UDC"}.get(quote, quote)
    return f"t{base}:{quote}" if len(base + quote) > len("BTCUSD") else f"t{base}{quote}"


def _coinbase(markets: Sequence[str]) -> list[Any]:
    channel = {"name": "matches", "product_ids": list(markets)}
    return [{"type": "subscribe", "channels": [channel]}]


def _kraken(markets: Sequence[str]) -> list[Any]:
    """With the last trades at first, which close the gap of a disconnect."""
    params = {"channel": "trade", "symbol": list(markets), "snapshot": True}
    return [{"method": "subscribe", "params": params}]


def _binance(stream: str, markets: Sequence[str]) -> list[Any]:
    streams = [f"{market.lower()}@{stream}" for market in markets]
    return [{"method": "SUBSCRIBE", "params": streams, "id": 1}]


def _bitfinex(markets: Sequence[str]) -> list[Any]:
    return [{"event": "subscribe", "channel": "trades", "symbol": market} for market in markets]


def _okx(markets: Sequence[str]) -> list[Any]:
    """Each trade alone; the channel `trades` sums up those of one price."""
    arguments = [{"channel": "trades-all", "instId": market} for market in markets]
    return [{"op": "subscribe", "args": arguments}]


def _bybit(markets: Sequence[str]) -> list[Any]:
    return [{"op": "subscribe", "args": [f"publicTrade.{market}" for market in markets]}]


def _bitstamp(markets: Sequence[str]) -> list[Any]:
    channels = [{"channel": f"live_trades_{market}"} for market in markets]
    return [{"event": "bts:subscribe", "data": channel} for channel in channels]


def _gate(markets: Sequence[str]) -> list[Any]:
    """With the time, which may differ by a minute from that of Gate."""
    request = {"time": int(time.time()), "channel": "spot.trades", "event": "subscribe"}
    return [{**request, "payload": list(markets)}]


_BINANCE: Final = Feed(
    "wss://stream.binance.com:9443/ws",
    partial(_binance, "trade"),
    partial(_joined, ""),
    numbered=True,
)
_BYBIT: Final = Feed(
    "wss://stream.bybit.com/v5/public/spot", _bybit, partial(_joined, ""), ping='{"op": "ping"}'
)
# By the name of the webhook's path.
FEEDS: Final = {
    "binance": _BINANCE,
    # Aggregated: its single trades leave out numbers (binance/binance-public-data#363).
    "binancefutures": replace(
        _BINANCE,
        # The address without `market` sends nothing since 2026-04-23.
        url="wss://fstream.binance.com/market/ws",
        subscriptions=partial(_binance, "aggTrade"),
    ),
    "binanceus": replace(_BINANCE, url="wss://stream.binance.us:9443/ws"),
    "bitfinex": Feed("wss://api-pub.bitfinex.com/ws/2", _bitfinex, _bitfinex_pair),
    "bitstamp": Feed("wss://ws.bitstamp.net", _bitstamp, _lower),
    "bybit": _BYBIT,
    "bybitlinear": replace(_BYBIT, url="wss://stream.bybit.com/v5/public/linear"),
    "bybitspot": _BYBIT,
    "coinbase": Feed(
        "wss://ws-feed.exchange.coinbase.com", _coinbase, partial(_joined, "-"), numbered=True
    ),
    "gate": Feed("wss://api.gateio.ws/ws/v4/", _gate, partial(_joined, "_")),
    "kraken": Feed("wss://ws.kraken.com/v2", _kraken, partial(_joined, "/"), numbered=True),
    "okx": Feed("wss://ws.okx.com:8443/ws/v5/business", _okx, partial(_joined, "-"), ping="ping"),
}


def refusal(document: Any) -> str | None:
    """Why the exchange refused a subscription, in its own words; None if the frame says no such."""
    match document:
        case {"type": "error", "message": message, **rest}:  # Coinbase
            return f"{message}: {rest.get('reason', '')}"
        case {"event": "error", "msg": message}:  # Bitfinex, OKX
            return str(message)
        case {"event": "bts:error", "data": data}:  # Bitstamp
            return str(data)
        case {"success": False, "error": message} | {"success": False, "ret_msg": message}:
            return str(message)  # Kraken, Bybit
        case {"error": {} as error} if error:  # Binance, Gate
            return str(error.get("message", error.get("msg", error)))
    return None
