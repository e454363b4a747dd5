"""The Lambda service: synchronous and asynchronous invocation of deployed functions."""

import time
from collections.abc import Callable

from localcloud.cloudwatch.service_metrics import lambda_ as metrics
from localcloud.lambda_ import store
from localcloud.lambda_.async_invocation.queue import EventQueue
from localcloud.lambda_.interface import InvocationResult, Throttled
from localcloud.lambda_.runtime.runtimes import Runtimes, new_request_id


class LambdaService:
    """Implements `Functions` on real processes.

    Each attempt to run an asynchronous event asks `is_throttled`; True refuses it.
    """

    def __init__(
        self,
        runtimes: Runtimes,
        time_scale: float,
        is_throttled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._runtimes = runtimes
        self._is_throttled = is_throttled
        self._events = EventQueue(self._attempt, time_scale)

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        """See `Functions.invoke`."""
        return self.run(arn, payload)[0]

    def enqueue(self, arn: str, payload: bytes) -> str:
        """See `Functions.enqueue`."""
        self.check_exists(arn)
        return self._events.put(arn, payload)

    def check_exists(self, arn: str) -> None:
        """Check that the function exists.

        Raises:
            FunctionNotFound: it does not.
        """
        store.deployment(arn)

    def run(self, arn: str, payload: bytes) -> tuple[InvocationResult, bytes]:
        """The result of one invocation, and the last 4 KB of its log."""
        return self._run(arn, new_request_id(), payload)

    def remove(self, name: str) -> None:
        """End the processes of a deleted function."""
        self._runtimes.remove(name)

    def close(self) -> None:
        """Drop pending events and end every process."""
        self._events.close()
        self._runtimes.close()

    def _attempt(self, arn: str, request_id: str, payload: bytes) -> InvocationResult:
        if self._is_throttled():
            metrics.throttled(arn)
            raise Throttled
        return self._run(arn, request_id, payload)[0]

    def _run(self, arn: str, request_id: str, payload: bytes) -> tuple[InvocationResult, bytes]:
        deployment = store.deployment(arn)
        reserved = store.reserved_concurrency(arn)
        try:
            outcome = self._runtimes.run(deployment, reserved, request_id, payload)
        except Throttled:
            metrics.throttled(arn)
            raise
        metrics.invoked(
            arn,
            failed=outcome.error is not None,
            duration_ms=outcome.duration_ms,
            ended_at=time.time(),
        )
        version = deployment.version
        result = InvocationResult(outcome.payload, outcome.error, request_id, version)
        return result, outcome.log_tail
