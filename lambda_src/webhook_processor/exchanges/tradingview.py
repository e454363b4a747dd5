"""TradingView: alerts, whose message the user writes with placeholders.

    {"ticker": "{{exchange}}:{{ticker}}", "price": {{close}}, "volume": {{volume}},
     "time": "{{time}}"}

`symbol` may stand for `ticker`, `close` for `price`; volume and time may be left out.

https://www.tradingview.com/support/solutions/43000531021/
"""

from typing import Any

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry


def entries(document: Any) -> list[Any] | None:
    """The tick of one alert. `{{exchange}}` names the market, not the sender of the webhook."""
    match document:
        case {"ticker": symbol} | {"symbol": symbol}:
            return [_alert(document, symbol)]
    return None


def _alert(alert: dict[str, Any], symbol: Any) -> Entry:
    if isinstance(symbol, str):
        symbol = symbol.rpartition(":")[2]
    return Entry(
        symbol,
        alert.get("price", alert.get("close")),
        volume=alert.get("volume"),
        time=timestamps.rfc3339(alert.get("time")),
        event_id=alert.get("id"),
    )
