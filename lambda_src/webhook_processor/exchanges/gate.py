"""Gate.io: trades and tickers of the WebSocket APIs, spot and futures.

https://www.gate.com/docs/developers/apiv4/ws/en/
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind

TRADES = ("spot.trades", "spot.trades_v2", "futures.trades")
TICKERS = ("spot.tickers", "futures.tickers")


def entries(document: Any) -> list[Any] | None:
    """The ticks of one message."""
    match document:
        case {"channel": str(channel), "event": "update", "result": result} if channel in TRADES:
            return [_trade(trade) for trade in _several(result) if not _is_internal(trade)]
        case {"channel": str(channel), "event": "update", "result": result} if channel in TICKERS:
            return [_ticker(ticker, _sent(document)) for ticker in _several(result)]
        case {"method": "trades.update", "params": [pair, list(trades), *_]}:
            # The newest comes first.
            return [_old_trade(trade, pair) for trade in reversed(trades)]
        case {"channel": str(channel), "event": "update"} if _has_prices(channel):
            return None  # of markets that are not read, such as options
        case {"channel": str()} | {"method": str()} | {"result": _, "error": _}:
            return []
    return None


def _has_prices(channel: str) -> bool:
    kind = channel.rpartition(".")[2]
    return kind.startswith(("trades", "tickers", "contract_tickers"))


def _is_internal(trade: Any) -> bool:
    """Taken over by the insurance fund or by deleveraging, at a price beside the market's."""
    return isinstance(trade, dict) and trade.get("is_internal") is True


def _several(result: Any) -> list[Any]:
    return result if isinstance(result, list) else [result]


def _sent(message: dict[str, Any]) -> Any:
    if "time_ms" in message:
        return timestamps.milliseconds(message["time_ms"])
    return timestamps.seconds(message.get("time"))


def _trade(trade: Any) -> Any:
    if not isinstance(trade, dict):
        return trade
    if "create_time_ms" in trade:
        time = timestamps.milliseconds(trade["create_time_ms"])
    else:
        time = timestamps.seconds(trade.get("create_time"))
    return Entry(
        trade.get("currency_pair", trade.get("contract")),
        trade.get("price"),
        volume=trade.get("amount"),  # `size` counts contracts, whose multiplier no frame holds
        time=time,
        event_id=trade.get("id"),
        market=_market(trade),
    )


def _market(item: dict[str, Any]) -> Market:
    return Market.DERIVATIVE if "contract" in item else Market.SPOT


def _ticker(ticker: Any, time: Any) -> Any:
    if not isinstance(ticker, dict):
        return ticker
    symbol = ticker.get("currency_pair", ticker.get("contract"))
    return Entry(
        symbol, ticker.get("last"), time=time, kind=PriceKind.TICKER, market=_market(ticker)
    )


def _old_trade(trade: Any, pair: Any) -> Any:
    if not isinstance(trade, dict):
        return trade
    time = timestamps.seconds(trade.get("time"))
    return Entry(
        pair, trade.get("price"), volume=trade.get("amount"), time=time, event_id=trade.get("id")
    )
