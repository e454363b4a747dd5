"""What became of a feed, as lines and as JSON."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from market.bridge.ledger import Ledger
from market.feed.report import QUANTILES, quantile
from market.reading.formats import rfc3339

# As many spans of ids stand in a line; JSON has all.
SHOWN: Final = 10

Document = dict[str, Any]


def status(ledger: Ledger, queued: int) -> str:
    """The state of a run in one line."""
    lag = f"{ledger.lags_ms[-1] / 1000:.1f} s" if ledger.lags_ms else "unknown"
    gaps = sum(each.gaps.total + each.is_open for each in ledger.series.values())
    return (
        f"{ledger.taken:,} ticks taken, {queued:,} frames queued, lag {lag},"
        f" {ledger.disconnects} disconnects, {gaps} gaps"
    )


def document(ledger: Ledger) -> Document:
    """The report for programs: counts, lag in milliseconds, every gap and lost tick by id.

    Of more than 10,000 gaps of a series, or rejected ticks of a reason, it has the last ones and
    the number of all.
    """
    return {
        "frames": ledger.frames,
        "received": ledger.received,
        "taken": ledger.taken,
        "duplicates": ledger.duplicates,
        "too_old": ledger.too_old,
        "disconnects": ledger.disconnects,
        "requests": {str(status): count for status, count in sorted(ledger.statuses.items())},
        "lag_ms": {f"p{percent}": round(value) for percent, value in _lags(ledger)},
        "gaps": [
            {"series": series, **gap.document()}
            for series, account in sorted(ledger.series.items())
            for gap in account.all_gaps()
        ],
        "earlier_gaps": {
            series: account.gaps.forgotten
            for series, account in sorted(ledger.series.items())
            if account.gaps.forgotten
        },
        "lost": [
            {"series": series, "count": len(ids), "ids": spans(ids)}
            for series, ids in sorted(_lost(ledger).items())
        ],
        "rejected": [
            {"reason": reason, "count": ids.total, "ids": spans(filter(None, ids))}
            for reason, ids in sorted(ledger.rejected.items())
        ],
    }


def lines(ledger: Ledger) -> list[str]:
    """The report for people: a line for each stage, gap, and group of lost ticks."""
    summary = document(ledger)
    requests = ", ".join(f"{_named(code)} {count:,}" for code, count in summary["requests"].items())
    lag = ", ".join(f"{name} {value} ms" for name, value in summary["lag_ms"].items())
    return [
        f"received  {ledger.received:,}; duplicates {ledger.duplicates:,}, old {ledger.too_old:,}",
        f"taken     {ledger.taken:,}; answers: {requests or 'none'}; lag {lag or 'unknown'}",
        f"feed      {ledger.frames:,} frames, {ledger.disconnects:,} disconnects",
        *(f"gap       {gap['series']}: {_missing(gap)}" for gap in summary["gaps"]),
        *(
            f"gap       {series}: {count:,} gaps before these"
            for series, count in summary["earlier_gaps"].items()
        ),
        *(
            f"lost      {lost['series']}: {lost['count']:,} not confirmed by the API:"
            f" {_some(lost['ids'])}"
            for lost in summary["lost"]
        ),
        *(
            f"rejected  {rejected['count']:,} {rejected['reason']}: {_some(rejected['ids'])}"
            for rejected in summary["rejected"]
        ),
    ]


def spans(ids: Iterable[str]) -> list[str]:
    """The ids in order, whole numbers that follow each other as `first-last`."""
    texts = sorted(set(ids))
    numbers = sorted(int(text) for text in texts if text.isdecimal())
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    others = [text for text in texts if not text.isdecimal()]
    return ["-".join(map(str, span)) for span in found] + others


def _lags(ledger: Ledger) -> list[tuple[int, float]]:
    lags = list(ledger.lags_ms)
    return [(percent, quantile(lags, percent)) for percent in QUANTILES] if lags else []


def _lost(ledger: Ledger) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for (series, name), count in ledger.pending.items():
        found[series] += [name] * count
    return found


def _missing(gap: Document) -> str:
    if gap["count"] is not None:
        return f"{gap['count']:,} trades that the feed did not send: {_some(gap['ids'])}"
    begin, end = (
        rfc3339(Decimal(gap[name])) if gap[name] else None for name in ("from_ms", "to_ms")
    )
    return f"an unknown number of trades from {begin} to {end or 'now'}"


def _some(ids: list[str]) -> str:
    rest = len(ids) - SHOWN
    return ", ".join(ids[:SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _named(status: str) -> str:
    return "none" if status == "0" else status
