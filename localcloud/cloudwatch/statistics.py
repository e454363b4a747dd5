"""The samples of a metric in one span of time, and the statistics over them."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_LARGEST = 2.0**360
_NUMBER = r"(?:\d{1,2}|100)(?:\.\d{0,10})?"
_PERCENTILE = re.compile(rf"p({_NUMBER})", re.ASCII)
_BOUNDS = rf"\((?:{_NUMBER}%?)?:(?:{_NUMBER}%?)?\)"
_NOT_EMULATED = re.compile(
    rf"IQM|(?:tm|tc|ts|wm){_NUMBER}|(?:TM|TC|TS|WM){_BOUNDS}|PR\([\d.]*:[\d.]*\)", re.ASCII
)


class UnknownStatistic(Exception):
    """CloudWatch has no such statistic."""


def is_storable(value: float) -> bool:
    """Whether CloudWatch stores the value: it is a number of at most 2^360.

    Source, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
    API_MetricDatum.html.
    """
    return abs(value) <= _LARGEST  # false for NaN


def check(name: str) -> None:
    """Check the name of a statistic, such as "Sum" or "p99".

    Source, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
    Statistics-definitions.html; a percentile up to 100.99 is taken, as somebody measured:
    docs/claims.md#alarm-refusals

    Raises:
        UnknownStatistic: CloudWatch has none of this name.
        NotImplementedError: it is not emulated: trimmed statistics and percentile ranks.
    """
    if _NOT_EMULATED.fullmatch(name):
        raise NotImplementedError(f"the statistic {name}")
    if name not in STATISTICS and not _PERCENTILE.fullmatch(name):
        raise UnknownStatistic(name)


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
        """Add a statistic set; if all of its values are equal, percentiles know them."""
        self._add_set(count, total, minimum, maximum)
        if minimum == maximum and total == minimum * count:
            self.values[minimum] += count  # type: ignore[assignment]  # as in `add`

    def merge(self, other: "Samples") -> None:
        """Add the samples of another span."""
        self._add_set(other.count, other.total, other.minimum, other.maximum)
        self.values.update(other.values)

    def statistic(self, name: str) -> float | None:
        """The value of a statistic, such as "Sum" or "p99"; None without a sample for it.

        Raises:
            UnknownStatistic, NotImplementedError: see `check`.
        """
        check(name)
        if name in STATISTICS:
            return self._basic(name) if self.count else None
        return self._percentile(min(float(name[1:]), 100.0))

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
        """The smallest value that so many percent of the samples do not exceed.

        AWS has no percentiles of negative values.
        """
        if self.minimum < 0:
            return None
        wanted = self.values.total() * percent / 100
        seen = 0.0
        for value in sorted(self.values):
            seen += self.values[value]
            if seen >= wanted:
                return value
        return None
