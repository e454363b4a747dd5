"""What of a stored item the page can show: the table may hold what no function of ours wrote."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from market.reading import PriceTick

# The end of the year 9999, in epoch milliseconds.
_END_MS: Final = 253_402_300_800_000
_NUMBERS: Final = ("volume", "ma_5", "ma_20", "volatility", "deviation")
_TIMES: Final = ("event_time", "received_at")


def readable(ticks: Iterable[PriceTick]) -> Iterator[PriceTick]:
    """The ticks without what cannot be read; one without a time or a price is left out."""
    for tick in ticks:
        if _is_time(tick.timestamp) and _is_number(tick.price):
            unreadable: dict[str, Any] = dict.fromkeys(_unreadable(tick))
            yield tick._replace(**unreadable)


def _unreadable(tick: PriceTick) -> Iterator[str]:
    """The names of the fields that are absent, or not what they should be."""
    yield from (name for name in _NUMBERS if not _is_number(getattr(tick, name)))
    yield from (name for name in _TIMES if not _is_time(getattr(tick, name)))
    if not _is_text_of_time(tick.enriched_at):
        yield "enriched_at"


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal)


def _is_time(value: Any) -> bool:
    return isinstance(value, Decimal) and 0 <= value < _END_MS


def _is_text_of_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(value).timestamp()
    except (OverflowError, TypeError, ValueError):
        return False
    return True
