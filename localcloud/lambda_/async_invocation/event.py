"""One event on the asynchronous queue of a function."""

import time
from dataclasses import dataclass, field

from localcloud.lambda_.interface import InvocationResult


@dataclass
class AsyncEvent:
    """An accepted event and its attempts so far.

    `attempts` counts runs of the function, `throttles` the throttled attempts since the last run.
    """

    arn: str
    request_id: str
    payload: bytes
    attempts: int = 0
    throttles: int = 0
    last_result: InvocationResult | None = None
    _accepted: float = field(default_factory=time.monotonic)
    _skipped_s: float = 0.0

    @property
    def age_s(self) -> float:
        """Seconds of AWS time since the event was accepted; scaled waits count in full."""
        return time.monotonic() - self._accepted + self._skipped_s

    def add_wait(self, aws_seconds: float, real_seconds: float) -> None:
        """Count a wait that takes `real_seconds` here and `aws_seconds` on AWS."""
        self._skipped_s += aws_seconds - real_seconds
