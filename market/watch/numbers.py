"""The numbers of the live view: of one series, and of all together."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from gitops.adapters.inert import inert
from lambda_src.shared.decimals import canonical
from market.feed.report import quantile
from market.reading import PriceTick
from market.reading.formats import rfc3339
from market.watch.window import SPARK_TICKS, SeriesWindow

RECENT_MS: Final = 60_000
QUANTILES: Final = (50, 95)


def of_series(window: SeriesWindow, now_ms: int) -> dict[str, Any]:
    """What the list shows of a series; `name` is its exact name, all other texts are inert."""
    series, ticks = window.series, window.ticks
    newest = ticks[-1] if ticks else None
    return {
        "name": series.name,
        "label": inert(series.name),
        "rate": rate(ticks, now_ms),
        "tick": None if newest is None else shown(newest),
    }


def of_all(windows: Iterable[SeriesWindow], now_ms: int) -> dict[str, Any]:
    """Ticks per second, lags in milliseconds, and how many ticks have no indicators yet."""
    every = [window.ticks for window in windows]
    recent = [tick for ticks in every for tick in ticks if arrival(tick) > now_ms - RECENT_MS]
    return {
        "rate": sum(rate(ticks, now_ms) for ticks in every),
        "stored_ms": _quantiles(map(received_lag_ms, recent)),
        "enriched_ms": _quantiles(map(enriched_lag_ms, recent)),
        "waiting": sum(tick.enriched_at is None for tick in recent),
    }


def rate(ticks: Sequence[PriceTick], now_ms: int) -> float:
    """Ticks per second in the last minute, or since the oldest held if a minute has more."""
    recent = [at for at in map(arrival, ticks) if at > now_ms - RECENT_MS]
    has_more = SPARK_TICKS <= len(ticks) == len(recent)
    span = max(1000, now_ms - min(recent)) if has_more else RECENT_MS
    return len(recent) / span * 1000


def shown(tick: PriceTick) -> dict[str, Any]:
    """A tick for the page: exact numbers as text, lags in milliseconds."""
    names = ("price", "volume", "ma_5", "ma_20", "volatility", "deviation")
    numbers = {name: getattr(tick, name) for name in names}
    return {
        "key": canonical(tick.timestamp),
        "ms": float(tick.timestamp),
        "time": rfc3339(tick.timestamp),
        "received_ms": received_lag_ms(tick),
        "enriched_ms": enriched_lag_ms(tick),
        **{name: None if value is None else canonical(value) for name, value in numbers.items()},
    }


def arrival(tick: PriceTick) -> int:
    """When it was received, or its own time if it came by another way; epoch milliseconds."""
    return int(tick.timestamp if tick.received_at is None else tick.received_at)


def received_lag_ms(tick: PriceTick) -> float | None:
    """From the exchange's time to API Gateway."""
    return _lag(tick, tick.received_at)


def enriched_lag_ms(tick: PriceTick) -> float | None:
    """From the exchange's time to the indicators."""
    if tick.enriched_at is None:
        return None
    return _lag(tick, Decimal(str(datetime.fromisoformat(tick.enriched_at).timestamp() * 1000)))


def _lag(tick: PriceTick, end: Decimal | None) -> float | None:
    if end is None or tick.event_time is None:
        return None
    return float(end - tick.event_time)


def _quantiles(lags: Iterable[float | None]) -> list[float] | None:
    found = [lag for lag in lags if lag is not None]
    return [quantile(found, percent) for percent in QUANTILES] if found else None
