"""Ticks and a board whose clock the test sets."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from market.reading import PriceTick
from market.reading.series import parse
from market.watch.board import Board

NOW_MS = 1_772_323_200_000
SERIES = "BTC-USD@coinbase"


def tick(age_ms: int, price: str = "100", **more: Any) -> PriceTick:
    """A tick that is so old, enriched 200 ms after its time unless `enriched_at` is given."""
    at = Decimal(NOW_MS - age_ms)
    enriched: dict[str, Any] = {"event_time": at, "received_at": at + 20, "ma_5": Decimal(price)}
    return PriceTick(SERIES, at, Decimal(price), **(enriched | more))


class FakeClock:
    """A clock that stands still until the test moves it; `seconds` since the epoch."""

    def __init__(self) -> None:
        self.seconds = NOW_MS / 1000

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def board(clock: Callable[[], float]) -> Board:
    """A board of one series without ticks."""
    made = Board("dev", "local", clock)
    made.replace_series([parse(SERIES)])
    return made
