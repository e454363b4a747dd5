"""A seeded random walk of prices, as an exchange might send it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Where the walk of each symbol begins, and its smallest step.
MARKETS = {
    "BTC-USD": (Decimal("67250.00"), Decimal("0.01")),
    "ETH-USD": (Decimal("3480.00"), Decimal("0.01")),
    "SOL-USD": (Decimal("172.40"), Decimal("0.01")),
    "XRP-USD": (Decimal("0.5240"), Decimal("0.0001")),
    "DOGE-USD": (Decimal("0.12350"), Decimal("0.00001")),
}
# One standard deviation of a step, as a share of the price.
STEP = 0.0002


@dataclass(frozen=True)
class Quote:
    """A price of a symbol and the volume that was traded at it."""

    symbol: str
    price: Decimal
    volume: Decimal


def walk(seed: int) -> Iterator[Quote]:
    """An endless walk, the same for the same seed; prices stay positive and on their steps."""
    chance = random.Random(seed)  # noqa: S311 (prices, not secrets)
    prices = {symbol: start for symbol, (start, _) in MARKETS.items()}
    while True:
        symbol = chance.choice(list(MARKETS))
        step = MARKETS[symbol][1]
        moved = prices[symbol] * Decimal(1 + chance.gauss(0, STEP))
        prices[symbol] = max(step, moved.quantize(step))
        volume = Decimal(chance.randint(1, 20_000)).scaleb(-4)
        yield Quote(symbol, prices[symbol], volume)
