"""Formats the report of a feed."""

import math
from collections.abc import Sequence

from market.feed.following import Followed
from market.feed.sending import ACCEPTED, NO_ANSWER, Sent

QUANTILES = (50, 95, 99)


def lines(sent: Sent, followed: Followed) -> list[str]:
    """The report, a line for each stage."""
    answers = ", ".join(f"{count} {_named(status)}" for status, count in sent.statuses.items())
    return [
        f"sent      {sent.statuses.total()}",
        f"answered  {answers or 'nothing'}; {_quantiles(sent.seconds, 1000)}",
        f"stored    {followed.stored} of {len(sent.ids)} accepted",
        f"enriched  {followed.enriched}; {_quantiles(followed.lags_ms, 1)} after their event",
    ]


def is_whole(sent: Sent, followed: Followed) -> bool:
    """Whether every tick was accepted, stored and enriched."""
    return sent.statuses.total() == len(sent.ids) == followed.enriched


def quantile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _named(status: int) -> str:
    if status == NO_ANSWER:
        return "without an answer"
    return f"{status}" + (" (accepted)" if status == ACCEPTED else "")


def _quantiles(values: Sequence[float], factor: float) -> str:
    if not values:
        return "no times"
    parts = (f"p{percent} {quantile(values, percent) * factor:.0f} ms" for percent in QUANTILES)
    return ", ".join(parts)
