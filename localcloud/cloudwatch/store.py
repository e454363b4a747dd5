"""The metrics of the account: what services, functions and log lines measured, by the minute."""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from localcloud.cloudwatch.statistics import Samples

_MINUTE_S = 60.0
_PAST_S, _FUTURE_S = 14 * 86_400, 2 * 3_600
NO_UNIT = "None"


@dataclass(frozen=True)
class MetricId:
    """A metric's identity: namespace, name and its dimensions as sorted (name, value) pairs.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html.
    """

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()


def metric(namespace: str, name: str, dimensions: Mapping[str, str]) -> MetricId:
    """The metric with these dimensions, in whatever order they come."""
    return MetricId(namespace, name, tuple(sorted(dimensions.items())))


def is_too_old(at: float, now: float) -> bool:
    """Whether CloudWatch takes no points of this time any more; both are Unix times.

    Source of both ranges, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/
    APIReference/API_PutMetricData.html.
    """
    return at < now - _PAST_S


def is_too_far_ahead(at: float, now: float) -> bool:
    """Whether CloudWatch takes no points of this time yet; both are Unix times."""
    return at > now + _FUTURE_S


@dataclass
class MetricStore:
    """Samples by metric, unit and minute; may be used from any thread.

    A minute of AWS takes 60 * `time_scale` real seconds; times are real Unix seconds.
    """

    time_scale: float = 1.0
    clock: Callable[[], float] = time.time
    _stored: dict[MetricId, dict[str, dict[int, Samples]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(Samples)))
    )
    _lock: Lock = field(default_factory=Lock)

    @property
    def minute_s(self) -> float:
        """The real seconds of a minute of AWS."""
        return _MINUTE_S * self.time_scale

    def minute(self, at: float) -> int:
        """The number of the minute that holds this time."""
        return math.floor(at / self.minute_s)

    def put(  # noqa: PLR0917 (the parts of a metric datum)
        self,
        namespace: str,
        name: str,
        value: float,
        dimensions: Mapping[str, str],
        unit: str = NO_UNIT,
        at: float | None = None,
    ) -> None:
        """Add one sample, measured now or `at` another time."""
        self.put_samples(
            metric(namespace, name, dimensions), unit, at, lambda stored: stored.add(value)
        )

    def put_samples(
        self, of: MetricId, unit: str, at: float | None, add: Callable[[Samples], None]
    ) -> None:
        """Let `add` add to the samples of the minute."""
        minute = self.minute(self.clock() if at is None else at)
        with self._lock:
            add(self._stored[of][unit][minute])

    def metrics(self) -> list[MetricId]:
        """Every metric that has a sample."""
        with self._lock:
            return list(self._stored)

    def units(self, of: MetricId) -> list[str]:
        """The units in which a metric was measured."""
        with self._lock:
            return sorted(self._stored.get(of, ()))

    def spans(
        self, of: MetricId, first: int, end: int, step: int, unit: str | None = None
    ) -> dict[int, Samples]:
        """The samples of each `step` minutes from `first` to before `end`, by their first minute.

        Without a unit all units count.
        """
        found: dict[int, Samples] = defaultdict(Samples)
        with self._lock:
            for of_unit, minutes in self._stored.get(of, {}).items():
                if unit in (None, of_unit):
                    for minute in _within(minutes, first, end):
                        found[first + (minute - first) // step * step].merge(minutes[minute])
        return dict(found)


def _within(minutes: Mapping[int, Samples], first: int, end: int) -> Iterator[int]:
    """The stored minutes of a range, by whichever of the two is shorter."""
    if end - first < len(minutes):
        return (minute for minute in range(first, end) if minute in minutes)
    return (minute for minute in minutes if first <= minute < end)


active = MetricStore()
"""The metrics of the running cloud."""


def activate(metrics: MetricStore) -> None:
    """Store metrics here from now on."""
    global active  # noqa: PLW0603 (one cloud in a process, as for localcloud.hooks)
    active = metrics
