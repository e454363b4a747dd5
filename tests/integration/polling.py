"""Waits for the asynchronous effects of a deployed environment."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

BASE_SECONDS = 120.0
PAUSE_SECONDS = 0.1

Found = TypeVar("Found")


def wait(probe: Callable[[], Found | None], what: str, *, seconds: float = BASE_SECONDS) -> Found:
    """What `probe` returns once it is not None; fail when `what` has not come within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found is not None:
            return found
        time.sleep(PAUSE_SECONDS)
    pytest.fail(f"{what} did not come within {seconds:.0f} s")
