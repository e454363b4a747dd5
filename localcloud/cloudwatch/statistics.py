"""The samples of a metric in one span of time, and the statistics over them."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{0,10})?|100)")


class UnknownStatistic(Exception):
    """CloudWatch has no such statistic, or it is not emulated."""


@dataclass
class Samples:
    """How many samples there were, their sum and extremes; `values` counts them by value.

    Samples that came as a statistic set have no values of their own: percentiles leave them out.
    """

    count: float = 0.0
    total: float = 0.0
    minimum: float = math.inf
    maximum: float = -math.inf
    values: Counter[float] = field(default_factory=Counter)

    def add(self, value: float, count: float = 1.0) -> None:
        """Add a value that was measured `count` times."""
        self._add_set(count, value * count, value, value)
        self.values[value] += count  # type: ignore[assignment]  # AWS takes fractions of counts

    def add_set(self, count: float, total: float, minimum: float, maximum: float) -> None:
        """Add a statistic set."""
        self._add_set(count, total, minimum, maximum)

    def merge(self, other: "Samples") -> None:
        """Add the samples of another span."""
        self._add_set(other.count, other.total, other.minimum, other.maximum)
        self.values.update(other.values)

    def statistic(self, name: str) -> float | None:
        """The value of a statistic, such as "Sum" or "p99"; None without a sample for it.

        Raises:
            UnknownStatistic: it has another name.
        """
        if name in STATISTICS:
            return self._basic(name) if self.count else None
        if match := _PERCENTILE.fullmatch(name):
            return self._percentile(float(match[1]))
        raise UnknownStatistic(name)

    def _add_set(self, count: float, total: float, minimum: float, maximum: float) -> None:
        self.count += count
        self.total += total
        self.minimum = min(self.minimum, minimum)
        self.maximum = max(self.maximum, maximum)

    def _basic(self, name: str) -> float:
        return {
            "Average": self.total / self.count,
            "Maximum": self.maximum,
            "Minimum": self.minimum,
            "SampleCount": self.count,
            "Sum": self.total,
        }[name]

    def _percentile(self, percent: float) -> float | None:
        """The smallest value that so many percent of the samples do not exceed."""
        wanted = self.values.total() * percent / 100
        seen = 0.0
        for value in sorted(self.values):
            seen += self.values[value]
            if seen >= wanted:
                return value
        return None
