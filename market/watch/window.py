"""The newest ticks of one series, and which of them a viewer has not seen yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from market.reading import PriceTick, Series
from market.reading.ticks import moment
from market.watch.readable import readable

if TYPE_CHECKING:
    from decimal import Decimal

MOST_TICKS: Final = 300
# As long as the line of a series in the list is.
SPARK_TICKS: Final = 60
# A read that is eventually consistent may miss what was written within the last second.
OVERLAP_MS: Final = 5_000
# Indicators that come later than this are not waited for.
ENRICHED_WITHIN_MS: Final = 60_000


class SeriesWindow:
    """At most 300 ticks by timestamp, each with the version in which it was last changed."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self._ticks: dict[Decimal, tuple[int, PriceTick]] = {}
        self._depth = 0

    @property
    def ticks(self) -> list[PriceTick]:
        """Oldest first."""
        return [tick for _, tick in self._ticks.values()]

    def read_from(self, wanted: int) -> datetime | None:
        """The time from which on something may be new; None to read the last `wanted` ones."""
        deeper, self._depth = wanted > self._depth, max(wanted, self._depth)
        if deeper or not self._ticks:
            return None
        newest = next(reversed(self._ticks))
        waiting = (at for at, (_, tick) in self._ticks.items() if tick.enriched_at is None)
        oldest = next((at for at in waiting if at > newest - ENRICHED_WITHIN_MS), newest)
        return moment(min(oldest, newest - OVERLAP_MS))

    def merge(self, ticks: Iterable[PriceTick], version: int) -> bool:
        """Take what is new or was changed; whether there was any."""
        new = {
            tick.timestamp: (version, tick)
            for tick in readable(ticks)
            if self._ticks.get(tick.timestamp, (0, None))[1] != tick
        }
        if new:
            merged = sorted((self._ticks | new).items())
            self._ticks = dict(merged[-MOST_TICKS:])
        return bool(new)

    def since(self, version: int, most: int = MOST_TICKS) -> Sequence[PriceTick]:
        """The ticks that changed after that version, of the newest ones; oldest first."""
        newest = list(self._ticks.values())[-most:]
        return [tick for changed, tick in newest if changed > version]
