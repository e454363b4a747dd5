"""Runs actions later, in scaled AWS time."""

import heapq
import itertools
import time
from collections.abc import Callable
from threading import Condition, Thread


class Schedule:
    """One thread that starts short actions when they are due.

    `time_scale` is the length of a second of AWS time in real seconds.
    """

    def __init__(self, time_scale: float) -> None:
        self._scale = time_scale
        self._changed = Condition()
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._closed = False
        Thread(target=self._run, daemon=True, name="schedule").start()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Start `action` after so many seconds of AWS time; it must not block or raise."""
        with self._changed:
            entry = (time.monotonic() + seconds * self._scale, next(self._order), action)
            heapq.heappush(self._due, entry)
            self._changed.notify()

    def real_seconds(self, seconds: float) -> float:
        """The real seconds that so many seconds of AWS time take here."""
        return seconds * self._scale

    def close(self) -> None:
        """Drop every action that is not due yet."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while (action := self._next()) is not None:
            action()

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None
