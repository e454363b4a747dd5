"""TradingView: alerts, whose message the user writes with placeholders.

    {"ticker": "{{exchange}}:{{ticker}}", "price": "{{close}}", "time": "{{timenow}}",
     "bar": "{{time}}", "interval": "{{interval}}", "volume": "{{volume}}"}

`{{timenow}}` is when the alert fired, `{{time}}` is the opening of the bar. In quotes a placeholder
that has no value (NaN, or nothing) leaves the message readable. `symbol` may stand for `ticker`,
`exchange` for its prefix, `close` for `price`; all but ticker and price may be left out.

https://www.tradingview.com/support/solutions/43000531021/ (stored copies, read 2026-11-26)
"""

import re
from typing import Any, Final

from lambda_src.webhook_processor import timestamps
from lambda_src.webhook_processor.entry import Entry, Market, PriceKind

_INTERVAL: Final = re.compile("[0-9]{0,5}[A-Z]?")
# What TradingView computes itself: indices of prices and of capitalization, which nobody trades.
_INDICES: Final = frozenset({"CRYPTO", "CRYPTOCAP", "INDEX"})


def entries(document: Any) -> list[Any] | None:
    """The tick of one alert. `{{exchange}}` names the market place, not the sender."""
    match document:
        case {"ticker": symbol} | {"symbol": symbol}:
            venue, market = _market(symbol, document.get("exchange"))
            return [] if _is_index(venue, market) else [_alert(document, venue, market)]
    return None


def _is_index(venue: Any, market: Any) -> bool:
    """Whether it is an index; an expression of several markets is rejected later."""
    is_one = isinstance(market, str) and market.isalnum()
    return is_one and isinstance(venue, str) and venue.upper() in _INDICES


def _alert(alert: dict[str, Any], venue: Any, symbol: Any) -> Entry:
    interval = _known(alert.get("interval"))
    return Entry(
        symbol,
        alert.get("price", alert.get("close")),
        volume=_known(alert.get("volume")),
        time=timestamps.rfc3339(alert.get("time")),
        event_id=alert.get("id"),
        kind=PriceKind.ALERT,
        venue=venue,
        interval=interval if isinstance(interval, str) and _INTERVAL.fullmatch(interval) else None,
        market=Market.DERIVATIVE if isinstance(symbol, str) and symbol.endswith(".P") else None,
        bar=timestamps.rfc3339(_known(alert.get("bar"))),
    )


def _market(ticker: Any, exchange: Any) -> tuple[Any, Any]:
    """The market place and the market; the ticker of a spread keeps its operators."""
    if isinstance(ticker, str) and ":" in ticker:
        exchange, _, ticker = ticker.partition(":")
    return exchange or None, ticker


def _known(value: Any) -> Any:
    """None for a placeholder without a value."""
    return None if value in ("NaN", "") else value
