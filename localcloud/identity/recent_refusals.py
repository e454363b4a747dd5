"""The last refusals, so that whoever waits in vain learns why; CloudTrail is AWS's place for it."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

_MOST = 100


@dataclass(frozen=True)
class RefusedAction:
    """What was refused to whom, and why; `because` is AWS's reason, or the state of a key."""

    principal: str
    action: str
    resource: str
    because: str


class RecentRefusals:
    """The last hundred, each with its latest time in Unix seconds; for any thread."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._seen: OrderedDict[RefusedAction, float] = OrderedDict()
        self._lock = Lock()

    def add(self, refused: RefusedAction) -> None:
        """Note a refusal; the oldest one is forgotten."""
        with self._lock:
            self._seen[refused] = self._clock()
            self._seen.move_to_end(refused)
            if len(self._seen) > _MOST:
                self._seen.popitem(last=False)

    def newest_first(self) -> list[tuple[float, RefusedAction]]:
        """Time and refusal of each."""
        with self._lock:
            return [(at, refused) for refused, at in reversed(self._seen.items())]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._seen.clear()


recent = RecentRefusals()
"""Those of the running cloud: one in a process."""
