"""What all viewers of an environment share: the newest data, and who looks at what."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from gitops.adapters.inert import inert
from market.reading import PriceTick, Series
from market.reading.formats import rfc3339
from market.watch import numbers
from market.watch.window import SPARK_TICKS, SeriesWindow

STALE_MS: Final = 5_000


class Board:
    """Series, health and viewers, for several threads; every change makes a new version."""

    def __init__(
        self, environment: str, cloud: str, clock: Callable[[], float] = time.time
    ) -> None:
        self.title = {"environment": environment, "cloud": cloud}
        self._clock = clock
        self._changed = threading.Condition()
        self._version = 0
        self._windows: dict[str, SeriesWindow] = {}
        self._viewers: Counter[str] = Counter()
        self._health: tuple[int, dict[str, Any]] = 0, {}
        self._read_ms = self._now_ms()
        self._fault = ""
        self.is_open = True

    def replace_series(self, series: Iterable[Series]) -> None:
        """Show these series, and no others; what was read of them stays."""
        with self._changed:
            held = self._windows
            self._windows = {
                each.name: held.get(each.name) or SeriesWindow(each) for each in series
            }

    def forget(self) -> None:
        """Begin anew: nobody looked, so nothing was read for a while."""
        with self._changed:
            self._windows = {
                name: SeriesWindow(window.series) for name, window in self._windows.items()
            }
            self._read_ms = self._now_ms()

    @property
    def windows(self) -> Sequence[SeriesWindow]:
        """Those that viewers look at first."""
        with self._changed:
            return sorted(
                self._windows.values(), key=lambda window: -self._viewers[window.series.name]
            )

    def is_looked_at(self, window: SeriesWindow) -> bool:
        """Whether a viewer has chosen this series."""
        with self._changed:
            return self._viewers[window.series.name] > 0

    def merge(self, window: SeriesWindow, ticks: Sequence[PriceTick]) -> None:
        """Take the ticks that were read of a series."""
        with self._changed:
            window.merge(ticks, self._version + 1)

    def prices_read(self) -> None:
        """Every price that was to be read has been read: publish it."""
        with self._changed:
            self._read_ms, self._fault = self._now_ms(), ""
            self._publish()

    def failed(self, why: str) -> None:
        """Publish that prices cannot be read, and why."""
        with self._changed:
            self._fault = why
            self._publish()

    def set_health(self, health: dict[str, Any]) -> None:
        """Take the state of rejects, queues and alarms."""
        with self._changed:
            self._publish()
            self._health = self._version, health

    @contextmanager
    def viewer(self, name: str) -> Iterator[str]:
        """Somebody looks at a series, or at the first one if there is no such series."""
        with self._changed:
            chosen = name if name in self._windows else next(iter(self._windows), "")
            self._viewers[chosen] += 1
            self._changed.notify_all()
        try:
            yield chosen
        finally:
            with self._changed:
                self._viewers[chosen] -= 1
                self._viewers += Counter()  # forgets those that nobody looks at

    def await_viewer(self) -> bool:
        """Wait until somebody looks, or the board is closed; return whether nobody did before."""
        with self._changed:
            waited = not self._viewers.total()
            self._changed.wait_for(lambda: self._viewers.total() or not self.is_open)
            return waited

    def await_change(self, seen: int, timeout: float) -> bool:
        """Wait until there is a later version; false if there is none after these seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._version > seen or not self.is_open, timeout)

    def await_end(self, seconds: float) -> None:
        """Wait so long, or until the board is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_open, seconds)

    def close(self) -> None:
        """Let everybody who waits end."""
        with self._changed:
            self.is_open = False
            self._changed.notify_all()

    def message(self, seen: int, chosen: str) -> dict[str, Any]:
        """What changed after that version, for a viewer who looks at one series."""
        with self._changed:
            now_ms = self._now_ms()
            windows = list(self._windows.values())
            version, health = self._health
            window = self._windows.get(chosen)
            return {
                **self.title,
                "version": self._version,
                "whole": not seen,
                "time": rfc3339(now_ms),
                "stale": self._stale(now_ms),
                "all": numbers.of_all(windows, now_ms),
                "series": [self._row(each, seen, now_ms) for each in windows],
                "chosen": chosen,
                "ticks": [numbers.shown(tick) for tick in window.since(seen)] if window else [],
                "health": health if version > seen else None,
            }

    def _row(self, window: SeriesWindow, seen: int, now_ms: int) -> dict[str, Any]:
        spark = [
            [float(tick.timestamp), float(tick.price)] for tick in window.since(seen, SPARK_TICKS)
        ]
        return {**numbers.of_series(window, now_ms), "spark": spark}

    def _stale(self, now_ms: int) -> dict[str, str] | None:
        if not self._fault and now_ms - self._read_ms < STALE_MS:
            return None
        why = self._fault or "The environment has not answered since."
        return {"since": rfc3339(self._read_ms), "why": inert(why)}

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _publish(self) -> None:
        self._version += 1
        self._changed.notify_all()
