"""Reads deliveries of error lines, and decides which of them become a message for operators."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

# CloudWatch Logs sends it to check that it can reach the destination.
CONTROL: Final = "CONTROL_MESSAGE"
GROUP_PREFIX: Final = "/aws/lambda/"
MAX_TEXT: Final = 300
UNREADABLE: Final = "(a log line that is not a JSON object)"
QUIET_SECONDS: Final = 60.0
SHOWN: Final = 3
# A delivery may hold thousands of lines; SNS accepts 256 KB.
SHOWN_REQUESTS: Final = 20
MAX_SUBJECT: Final = 99  # SNS accepts fewer than 100 characters


@dataclass(frozen=True)
class ErrorLine:
    """One log line: its error, and the id of the request that caused it, if it has one."""

    text: str
    request_id: str | None


@dataclass(frozen=True)
class Delivery:
    """Error lines of one function that arrived together."""

    function: str
    lines: tuple[ErrorLine, ...]


def read(event: Mapping[str, Any]) -> Delivery | None:
    """The delivery of a subscription filter in `event`; None for a control message.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
    """
    payload = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if payload["messageType"] == CONTROL:
        return None
    lines = tuple(_line(log_event["message"]) for log_event in payload["logEvents"])
    return Delivery(payload["logGroup"].removeprefix(GROUP_PREFIX), lines)


def _line(message: str) -> ErrorLine:
    """Only named fields: any other field of a line may hold payload."""
    try:
        fields = json.loads(message)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return ErrorLine(UNREADABLE, None)
    request_id = fields.get("requestId")
    return ErrorLine(_text(fields)[:MAX_TEXT], None if request_id is None else str(request_id))


def _text(fields: Mapping[str, Any]) -> str:
    """The logged message, and the error that the logger or the runtime names."""
    parts = [fields.get(name) for name in ("message", "errorType", "errorMessage")]
    return ": ".join(str(part) for part in parts if part) or "(no message)"


@dataclass
class Notifier:
    """Publishes error lines, at most one message per function and minute.

    Suppressed lines count in the next message of their function. They are counted in memory:
    reserved concurrency 1 makes sure that there is one memory.
    """

    publish: Callable[[str, str], None]
    """Sends subject and message to the operators."""
    clock: Callable[[], float]
    """Seconds."""
    _published_at: dict[str, float] = field(default_factory=dict)
    _suppressed: dict[str, int] = field(default_factory=dict)

    def notify(self, delivery: Delivery) -> bool:
        """Publish the delivery now, or suppress it; return whether it was published.

        A failure to publish raises and counts nothing, because Lambda delivers it again.
        """
        function, count = delivery.function, len(delivery.lines)
        suppressed = self._suppressed.get(function, 0)
        now = self.clock()
        if self._is_quiet(function, now):
            self._suppressed[function] = suppressed + count
            return False
        self.publish(_subject(function), _message(delivery, suppressed))
        self._published_at[function] = now
        self._suppressed[function] = 0
        return True

    def _is_quiet(self, function: str, now: float) -> bool:
        published_at = self._published_at.get(function)
        return published_at is not None and 0 <= now - published_at < QUIET_SECONDS


def _subject(function: str) -> str:
    return f"Errors in {function}"[:MAX_SUBJECT]


def _message(delivery: Delivery, suppressed: int) -> str:
    identifiers = dict.fromkeys(line.request_id for line in delivery.lines if line.request_id)
    return json.dumps(
        {
            "function": delivery.function,
            "count": len(delivery.lines) + suppressed,
            "messages": [line.text for line in delivery.lines[:SHOWN]],
            "request_ids": list(identifiers)[:SHOWN_REQUESTS],
        },
        indent=2,
        ensure_ascii=False,
    )
