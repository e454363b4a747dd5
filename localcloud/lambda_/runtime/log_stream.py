"""The log stream of one execution environment."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

from localcloud.lambda_.runtime.deployment import Deployment

_TAIL_BYTES = 4096  # https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (LogType)

LogStore = Callable[[Deployment, str, list[tuple[int, str]]], None]


class InvocationLog:
    """Stores lines in order and keeps the lines of the current invocation.

    `store` gets the deployment, the stream's name and (epoch milliseconds, message) pairs.
    """

    def __init__(self, deployment: Deployment, store: LogStore) -> None:
        self.stream = _stream_name(deployment)
        self._deployment = deployment
        self._store = store
        self._lines: list[str] = []

    def begin(self) -> None:
        """Start a new invocation with no lines."""
        self._lines = []

    def write(self, lines: list[str]) -> None:
        """Store lines with the current time."""
        self._lines += lines
        now = time.time_ns() // 1_000_000
        events = [(now, line) for line in lines if line]  # CloudWatch Logs rejects empty messages
        if events:
            self._store(self._deployment, self.stream, events)

    def tail(self) -> bytes:
        """The last 4 KB since `begin`."""
        return "".join(f"{line}\n" for line in self._lines).encode()[-_TAIL_BYTES:]


def _stream_name(deployment: Deployment) -> str:
    """Named as in https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html."""
    day = datetime.now(UTC).strftime("%Y/%m/%d")
    own_group = deployment.log_group == f"/aws/lambda/{deployment.name}"
    shared = "" if own_group else deployment.name
    return f"{day}/{shared}[{deployment.version}]{secrets.token_hex(16)}"
