"""Reads from the log of webhook-processor what it rejected, and why; bodies are in no log."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal

FUNCTION: Final = "webhook-processor"
PATTERN: Final = '{ $.message = "rejected" }'
POLL_SECONDS: Final = 2.0
# CloudWatch Logs shows a line only seconds after its time: read the last ones again.
LATE_MS: Final = 60_000


@dataclass(frozen=True)
class Reject:
    """Ticks of one webhook that were rejected for one reason.

    `at` is RFC 3339. `request_id` is what the sender got as x-amzn-requestid.
    """

    at: str
    exchange: str
    reason: str
    ticks: int
    request_id: str


class RejectLog:
    """The rejections of an environment."""

    def __init__(self, cloud: Cloud, suffix: str) -> None:
        self._logs = client(cloud, "logs")
        self._suffix = suffix
        self._seen: set[str] = set()

    def since(self, start_ms: int) -> list[Reject]:
        """Those since a time in epoch milliseconds that were not returned yet, oldest first.

        Raises:
            Refusal: the environment is not deployed.
        """
        try:
            events = list(self._events(start_ms))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            raise Refusal(
                f"{self._suffix} has no log of {FUNCTION}; deploy it first:"
                f" gitops deploy --suffix {self._suffix}"
            ) from error
        new = [event for event in events if event["eventId"] not in self._seen]
        self._seen = {event["eventId"] for event in events}
        return [_reject(event) for event in sorted(new, key=lambda event: event["timestamp"])]

    def follow(
        self, start_ms: int, sleep: Callable[[float], None] = time.sleep
    ) -> Iterator[Reject]:
        """Those since then, and new ones for ever."""
        while True:
            read_at = time.time_ns() // 1_000_000
            yield from self.since(start_ms)
            start_ms = max(start_ms, read_at - LATE_MS)
            sleep(POLL_SECONDS)

    def _events(self, start_ms: int) -> Iterator[dict[str, Any]]:
        pages = self._logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{FUNCTION}-{self._suffix}",
            filterPattern=PATTERN,
            startTime=start_ms,
        )
        for page in pages:
            yield from page["events"]


def _reject(event: dict[str, Any]) -> Reject:
    line = json.loads(event["message"])
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    return Reject(
        at=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        exchange=str(line.get("Exchange", "")),
        reason=str(line.get("Reason", "")),
        ticks=int(line.get("TicksRejected", 1)),
        request_id=str(line.get("api_request_id") or ""),
    )
