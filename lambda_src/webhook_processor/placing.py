"""Finds the place of a tick in the table."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Receipt, StoredTick, Tick, identity

# Fraction digits 4 to 6 of a millisecond; the first three are the exchange's microseconds.
STEP: Final = Decimal("0.000001")
STEPS: Final = 1000


@dataclass(frozen=True)
class Placed:
    """Where a tick stands, and whether it had been there before."""

    timestamp: Decimal
    is_duplicate: bool


def place(tick: Tick, receipt: Receipt, table: TickTable) -> Placed:
    """Store `tick` at its event time or, where others of its symbol are, at the next free step.

    Places are taken in order and never given back, so whoever delivers the tick again, even at
    the same moment, meets it before a free place.

    Raises:
        Rejected: a thousand other ticks of the symbol stand at that instant.
    """
    event_time = Decimal(receipt.received_at_ms) if tick.event_time is None else tick.event_time
    own = identity(tick, receipt)
    for step in range(STEPS):
        timestamp = event_time + step * STEP
        there = table.insert(StoredTick(tick, receipt, event_time, timestamp, own))
        if there is None or there == own:
            return Placed(timestamp, is_duplicate=there == own)
    raise Rejected(Reason.NO_FREE_STEP)
