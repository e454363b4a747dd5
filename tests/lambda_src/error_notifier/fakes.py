"""Stand-ins for what error-notifier needs from outside."""

import json
from typing import Any

from lambda_src.error_notifier.ports import Operators


class MemoryOperators(Operators):
    """People who remember what they were told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False

    def tell(self, subject: str, message: str) -> None:
        if self.is_away:
            raise ConnectionError("the topic is away")
        self.told.append((subject, json.loads(message)))


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
