"""Reads what a CloudWatch Logs subscription delivers.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# CloudWatch Logs checks with it that the destination can be reached.
CONTROL: Final = "CONTROL_MESSAGE"
GROUP_PREFIX: Final = "/aws/lambda/"
LONGEST_TEXT: Final = 300
UNREADABLE: Final = "(a log line that is not a JSON object)"


@dataclass(frozen=True)
class ErrorLine:
    """One log line: what went wrong, and in which request, as far as it says so."""

    text: str
    request_id: str | None


@dataclass(frozen=True)
class Delivery:
    """The error lines of one function that arrived together."""

    function: str
    lines: tuple[ErrorLine, ...]


def read(event: Mapping[str, Any]) -> Delivery | None:
    """The delivery in `event`; None for a control message."""
    payload = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if payload["messageType"] == CONTROL:
        return None
    lines = tuple(_line(log_event["message"]) for log_event in payload["logEvents"])
    return Delivery(payload["logGroup"].removeprefix(GROUP_PREFIX), lines)


def _line(message: str) -> ErrorLine:
    """Only named fields: whatever else a line holds may be payload."""
    try:
        fields = json.loads(message)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return ErrorLine(UNREADABLE, None)
    request_id = fields.get("requestId")
    return ErrorLine(_text(fields)[:LONGEST_TEXT], None if request_id is None else str(request_id))


def _text(fields: Mapping[str, Any]) -> str:
    """The message of a logger, and the error that it or the runtime names."""
    parts = [fields.get(name) for name in ("message", "errorType", "errorMessage")]
    return ": ".join(str(part) for part in parts if part) or "(no message)"
