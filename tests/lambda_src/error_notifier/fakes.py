"""Fakes of what error-notifier needs from outside."""

import json
from typing import Any


class FakeTopic:
    """A topic that keeps what was published, or fails while it is unavailable."""

    def __init__(self) -> None:
        self.published: list[tuple[str, dict[str, Any]]] = []
        self.is_unavailable = False

    def __call__(self, subject: str, message: str) -> None:
        if self.is_unavailable:
            raise ConnectionError("the topic is unavailable")
        self.published.append((subject, json.loads(message)))


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
