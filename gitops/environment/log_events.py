"""Reads the log events of functions, in the order of their time, once each."""

import heapq
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud

ERRORS = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'
# Events come up to some seconds late, and in any order within them.
OVERLAP_MS = 10_000
PAUSE_SECONDS = 1.0
_PLATFORM = "platform."
# What a line of a function always has, or what only CloudWatch reads.
_FOLDED = ("_aws", "timestamp", "level", "message", "requestId", "logger")


@dataclass(frozen=True)
class LogEvent:
    """A line that a function logged at `at`; its fields if it is a JSON object."""

    id: str
    at: datetime
    function: str
    line: str
    fields: dict[str, Any] | None

    @property
    def is_platform(self) -> bool:
        """Whether Lambda itself wrote the line."""
        kind = (self.fields or {}).get("type")
        return isinstance(kind, str) and kind.startswith(_PLATFORM)

    @property
    def level(self) -> str:
        """The level of a structured line, else ""."""
        return str((self.fields or {}).get("level", ""))

    @property
    def text(self) -> str:
        """The message, and behind it the other fields as name=value."""
        if self.fields is None:
            return self.line
        rest = {name: self.fields[name] for name in self.fields if name not in _FOLDED}
        pairs = [f"{name}={_value(value)}" for name, value in rest.items()]
        return " ".join([str(self.fields.get("message", "")), *pairs]).strip()


@dataclass
class LogReader:
    """The lines of functions since a time; `read` returns those that no earlier call returned."""

    cloud: Cloud
    functions: Sequence[str]
    since: datetime
    errors_only: bool = False
    _seen: dict[str, int] = field(default_factory=dict)
    _newest_ms: int = 0

    def read(self) -> list[LogEvent]:
        """The new events, oldest first."""
        start = max(int(self.since.timestamp() * 1000), self._newest_ms - OVERLAP_MS)
        found = list(
            heapq.merge(
                *(self._events(name, start) for name in self.functions),
                key=lambda event: event.at,
            )
        )
        new = [event for event in found if event.id not in self._seen]
        self._remember(new)
        return new

    def follow(self) -> Iterator[LogEvent]:
        """All events, and then each new one, for ever."""
        while True:
            yield from self.read()
            time.sleep(PAUSE_SECONDS)

    def _remember(self, events: Sequence[LogEvent]) -> None:
        for event in events:
            at_ms = int(event.at.timestamp() * 1000)
            self._seen[event.id] = at_ms
            self._newest_ms = max(self._newest_ms, at_ms)
        oldest = self._newest_ms - 2 * OVERLAP_MS
        self._seen = {id_: at for id_, at in self._seen.items() if at >= oldest}

    def _events(self, function: str, start_ms: int) -> list[LogEvent]:
        logs = client(self.cloud, "logs")
        pattern = {"filterPattern": ERRORS} if self.errors_only else {}
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{function}", startTime=start_ms, **pattern
        )
        try:
            found = [_event(function, each) for page in pages for each in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []  # a function that never ran may have no log group
        return sorted(found, key=lambda event: event.at)


def _event(function: str, event: dict[str, Any]) -> LogEvent:
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    line: str = event["message"]
    return LogEvent(event["eventId"], at, function, line.rstrip("\n"), _fields(line))


def _fields(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
