"""Keeps the label of a bar from becoming the time of an alert.

`{{time}}` of TradingView is of the bar, whose opening is its label: at the close of a day, 24 hours
ago. An alert fires now.
https://www.tradingview.com/support/solutions/43000531021/ (stored copies, read 2026-11-26; that it
is the opening, third parties say)
"""

from dataclasses import replace
from typing import Final

from lambda_src.webhook_processor.entry import PriceKind
from lambda_src.webhook_processor.ticks import Tick

# Longer than an alert is on its way; the shortest bar lasts as long.
OLDEST_MS: Final = 60_000


def without_label(tick: Tick, received_at_ms: int) -> Tick:
    """The tick, without a time that is the label of its bar: then it counts as of its receipt.

    An alert that names its bar apart has a time of its own.
    """
    if tick.kind is not PriceKind.ALERT or tick.bar is not None or tick.event_time is None:
        return tick
    is_label = tick.event_time < received_at_ms - OLDEST_MS
    return replace(tick, event_time=None) if is_label else tick
