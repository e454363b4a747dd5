"""The log events that a query reads, and the rows that its `stats` makes of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class LogRow:
    """Fields by their names, and those that the query discovers in a message of JSON."""

    known: Mapping[str, Any]
    document: Any = field(default=None, repr=False)

    def value(self, name: str) -> Any:
        """The value of a field such as "@timestamp" or "record.metrics.durationMs", or None."""
        if name in self.known:
            return self.known[name]
        found = self.document
        for part in name.split("."):
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
                found = found[int(part)]
            else:
                return None
        return found


def log_row(event: Any, group: str, stream: str, account: str) -> LogRow:
    """The row of one of moto's log events."""
    try:
        document = json.loads(event.message)
    except (ValueError, RecursionError):
        document = None
    known = {
        "@timestamp": moment(event.timestamp),
        "@ingestionTime": moment(event.ingestion_time),
        "@message": event.message,
        "@logStream": stream,
        "@log": f"{account}:{group}",
        "@ptr": str(event.event_id),
    }
    return LogRow(known, document if isinstance(document, dict) else None)


def moment(milliseconds: float) -> str:
    """A time as results show it."""
    at = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}"


def milliseconds(shown_moment: str) -> float:
    """The Unix time of a moment as `moment` shows it."""
    return datetime.fromisoformat(f"{shown_moment}+00:00").timestamp() * 1000


def number(value: Any) -> float | None:
    """The value as a number, None if it is none."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        return None


def shown(value: Any) -> str | None:
    """The text of a value in a result."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)
