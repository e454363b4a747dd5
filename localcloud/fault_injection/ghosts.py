"""Deleted resources that lists and the tagging API still show."""

import time
from collections.abc import Callable
from typing import Any

from localcloud.fault_injection.plan import FaultPlan
from localcloud.fault_injection.rule import Effect


class Ghosts:
    """What was deleted while a rule with the effect `ghosts` was in force; for any thread."""

    def __init__(
        self,
        plan: FaultPlan,
        time_scale: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plan = plan
        self._time_scale = time_scale
        self._clock = clock
        self._deleted: dict[str, dict[str, tuple[float, Any]]] = {}

    def are_kept(self) -> bool:
        """Whether a rule wants them; without one nobody need look for what is deleted."""
        return self._plan.has(Effect.GHOSTS)

    def keep(self, operation: str, name: str, shown: Any) -> None:
        """Something was deleted that `operation` has listed as `shown`."""
        self._deleted.setdefault(operation, {})[name] = self._clock(), shown

    def listed_by(self, operation: str) -> dict[str, Any]:
        """What `operation` must list although it was deleted, by its name."""
        return {
            name: shown
            for name, (deleted_at, shown) in list(self._deleted.get(operation, {}).items())
            if self._plan.hides(Effect.GHOSTS, operation, self._age(deleted_at))
        }

    def _age(self, moment: float) -> float:
        return (self._clock() - moment) / self._time_scale
