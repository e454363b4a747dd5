"""Waits for the asynchronous effects of a deployed environment."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from tests.integration import diagnosis

BASE_SECONDS = 120.0
PAUSE_SECONDS = 0.1

longest_seconds = math.inf
"""No wait is longer: the option --patience."""

Found = TypeVar("Found")


def wait(probe: Callable[[], Found | None], what: str, *, seconds: float = BASE_SECONDS) -> Found:
    """What `probe` returns once it is not None; fail when `what` has not come within `seconds`.

    The failure names what the environment itself says about the cause.
    """
    began = time.time()
    seconds = min(seconds, longest_seconds)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found is not None:
            return found
        time.sleep(PAUSE_SECONDS)
    raise diagnosis.failure(f"{what} did not come within {seconds:.0f} s", began)
