"""Ticks of twenty symbols, as an exchange sends them on a day of trouble.

A thousand for each commit, ten thousand with NIGHTLY=1.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

from tests.integration.crypto_price_processing.webhook_sender import Sender, Throttled
from tests.share import NIGHTLY

SYMBOLS, PER_BODY = 20, 20
PER_SYMBOL = 500 if NIGHTLY else 50
AGE_MS = 600_000
SENDERS = 8
SEED = 7


@dataclass(frozen=True)
class Tick:
    """One tick; no two have the same symbol and time."""

    symbol: str
    time_ms: int
    price: Decimal

    @property
    def json(self) -> dict[str, str | int]:
        """As it is written in a body."""
        return {"symbol": self.symbol, "price": str(self.price), "time": self.time_ms}


def walk(prefix: str) -> list[Tick]:
    """A random walk of every symbol, all of them mixed and a part of them late."""
    chance = random.Random(SEED)
    start = time.time_ns() // 1_000_000 - AGE_MS
    ticks = []
    for number in range(SYMBOLS):
        price = Decimal(100 + number)
        for step in range(PER_SYMBOL):
            price += Decimal(chance.randint(-99, 100)) / 1000
            ticks.append(Tick(f"{prefix}-{number:02}", start + step * 1000, price))
    # A tick comes up to fifteen places late: three quarters of a window.
    return sorted(ticks, key=lambda tick: tick.time_ms + chance.randint(0, 15_000))


def post(sender: Sender, ticks: list[Tick]) -> None:
    """Post them from several connections at once."""
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda body: _post(sender, body), _bodies(ticks)))


def _post(sender: Sender, body: str) -> None:
    """Retry until the API accepts it, as exchanges do."""
    while True:
        try:
            sender.post(body)
        except Throttled:
            time.sleep(0.2)
        else:
            return


def by_symbol(ticks: list[Tick]) -> dict[str, list[Tick]]:
    """The ticks of every symbol in the order of their time."""
    series: dict[str, list[Tick]] = defaultdict(list)
    for tick in sorted(ticks, key=lambda each: each.time_ms):
        series[tick.symbol].append(tick)
    return series


def _bodies(ticks: list[Tick]) -> Iterator[str]:
    """Bodies of one symbol each: exchanges send a message per product."""
    waiting: dict[str, list[Tick]] = defaultdict(list)
    for tick in ticks:
        waiting[tick.symbol].append(tick)
        if len(waiting[tick.symbol]) == PER_BODY:
            yield _body(waiting.pop(tick.symbol))
    yield from map(_body, waiting.values())


def _body(ticks: list[Tick]) -> str:
    return json.dumps([tick.json for tick in ticks])
