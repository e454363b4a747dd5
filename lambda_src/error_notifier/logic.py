"""Decides when people are told of errors, and what."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lambda_src.error_notifier.deliveries import Delivery
from lambda_src.error_notifier.ports import Operators

QUIET_SECONDS: Final = 60.0
SHOWN: Final = 3
# A delivery may hold thousands of lines; SNS takes 256 KB.
SHOWN_REQUESTS: Final = 20
LONGEST_SUBJECT: Final = 99  # SNS: fewer than 100 characters


@dataclass
class Notifier:
    """Tells of errors at most once per function and minute.

    What is held back is counted in the next message of its function. It is remembered in memory
    only: reserved concurrency 1 makes sure that there is one memory.
    """

    operators: Operators
    clock: Callable[[], float]
    """Seconds."""
    _told_at: dict[str, float] = field(default_factory=dict)
    _held_back: dict[str, int] = field(default_factory=dict)

    def notify(self, delivery: Delivery) -> bool:
        """Tell of the delivery now or hold it back; return whether it was told.

        A failure to tell raises and counts nothing, for Lambda delivers it again.
        """
        function, count = delivery.function, len(delivery.lines)
        held_back = self._held_back.get(function, 0)
        now = self.clock()
        if self._is_quiet(function, now):
            self._held_back[function] = held_back + count
            return False
        self.operators.tell(_subject(function), _message(delivery, held_back))
        self._told_at[function] = now
        self._held_back[function] = 0
        return True

    def _is_quiet(self, function: str, now: float) -> bool:
        told_at = self._told_at.get(function)
        return told_at is not None and 0 <= now - told_at < QUIET_SECONDS


def _subject(function: str) -> str:
    return f"Errors in {function}"[:LONGEST_SUBJECT]


def _message(delivery: Delivery, held_back: int) -> str:
    identifiers = dict.fromkeys(line.request_id for line in delivery.lines if line.request_id)
    return json.dumps(
        {
            "function": delivery.function,
            "count": len(delivery.lines) + held_back,
            "messages": [line.text for line in delivery.lines[:SHOWN]],
            "request_ids": list(identifiers)[:SHOWN_REQUESTS],
        },
        indent=2,
        ensure_ascii=False,
    )
