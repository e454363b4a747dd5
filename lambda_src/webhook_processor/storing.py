"""Stores each tick once, in the next free slot of its event time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lambda_src.webhook_processor.ports import TickTable
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Receipt, StoredTick, Tick, identity

# Fraction digits 4 to 6 of a millisecond; the first three are the exchange's microseconds.
SLOT: Final = Decimal("0.000001")
SLOTS: Final = 1000


@dataclass(frozen=True)
class Stored:
    """The timestamp of a stored tick, and whether it was stored before."""

    timestamp: Decimal
    is_duplicate: bool


def store_once(tick: Tick, receipt: Receipt, table: TickTable) -> Stored:
    """Store `tick` at its event time, or, if other ticks of its series are there, in the next slot.

    Slots fill up in order and never become free again. So a redelivery, even a concurrent one,
    meets the tick before it meets a free slot.

    Raises:
        Rejected: a thousand other ticks of the series have the same event time.
    """
    event_time = Decimal(receipt.received_at_ms) if tick.event_time is None else tick.event_time
    own = identity(tick, receipt)
    for step in range(SLOTS):
        timestamp = event_time + step * SLOT
        there = table.insert(StoredTick(tick, receipt, event_time, timestamp, own))
        if there is None or there == own:
            return Stored(timestamp, is_duplicate=there == own)
    raise Rejected(Reason.SLOTS_EXHAUSTED)
