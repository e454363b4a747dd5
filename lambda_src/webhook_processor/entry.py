"""What an adapter finds in a payload."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A tick as it was sent, not yet validated; None counts as left out.

    `time` is in the form of `event_times`.
    """

    symbol: Any
    price: Any
    volume: Any = None
    time: Any = None
    event_id: Any = None
