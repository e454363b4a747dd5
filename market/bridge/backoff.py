"""How long to wait before another try."""

import random
from dataclasses import dataclass, field
from typing import Final

FIRST_SECONDS: Final = 0.5
LONGEST_SECONDS: Final = 30.0


@dataclass
class Backoff:
    """Waits that double up to the longest, each at random up to its limit (full jitter).

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    first: float = field(default_factory=lambda: FIRST_SECONDS)
    longest: float = LONGEST_SECONDS
    chance: random.Random = field(default_factory=random.Random)
    _limit: float = 0.0

    def seconds(self) -> float:
        """The next wait."""
        self._limit = min(self.longest, 2 * self._limit or self.first)
        return self.chance.uniform(0, self._limit)

    def reset(self) -> None:
        """Begin anew: it has worked."""
        self._limit = 0.0
