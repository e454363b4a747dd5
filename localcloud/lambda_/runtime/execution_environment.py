"""One execution environment with its log stream: runs invocations and reports their results."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localcloud.lambda_.runtime import platform_events
from localcloud.lambda_.runtime.deployment import Deployment
from localcloud.lambda_.runtime.environment_variables import session_token
from localcloud.lambda_.runtime.log_stream import InvocationLog
from localcloud.lambda_.runtime.outcomes import InvocationOutcome, outcome_of
from localcloud.lambda_.runtime.process import RuntimeProcess
from localcloud.lambda_.runtime.runtime_api import InvocationEvent, MessageKind

_Lines = Callable[[list[str]], None]


@dataclass(frozen=True)
class CompletedInvocation:
    """The result of one invocation: `error` as X-Amz-Function-Error, `log_tail` up to 4 KB.

    `duration_ms` is that of the handler, without the initialization. `reusable` is False when the
    execution environment must be replaced.
    """

    payload: bytes
    error: str | None
    duration_ms: float
    log_tail: bytes
    reusable: bool


class ExecutionEnvironment:
    """The process of one deployment; serves one invocation at a time."""

    def __init__(
        self, deployment: Deployment, log: InvocationLog, start: Callable[[_Lines], RuntimeProcess]
    ) -> None:
        self.deployment = deployment
        self._log = log
        self._cold_since: float | None = time.monotonic()
        self._process = start(log.write)

    @property
    def token(self) -> str:
        """The session token in the requests of its function."""
        return session_token(self.deployment.name, self._log.stream)

    @property
    def pid(self) -> int:
        """The runtime's process id."""
        return self._process.pid

    def run(self, request_id: str, arn: str, payload: bytes) -> CompletedInvocation:
        """Run one invocation.

        Raises:
            RuntimeExited: the process exited after its last invocation; nothing ran.
        """
        self._log.begin()
        message = self._process.wait_ready()
        init_ms = self._init_ms()
        self._log.write(platform_events.start_lines(self.deployment, request_id))
        began = time.monotonic()
        if message.kind is MessageKind.READY:
            message = self._process.serve(self._event(request_id, arn, payload))
        outcome = outcome_of(
            message, request_id, self.deployment.timeout_s, self._process.exit_code
        )
        duration_ms = (time.monotonic() - began) * 1000
        self._report(request_id, outcome, duration_ms, init_ms)
        error = None if outcome.status == "success" else "Unhandled"
        return CompletedInvocation(
            outcome.payload, error, duration_ms, self._log.tail(), outcome.reusable
        )

    def kill(self) -> None:
        """End the process and everything it started."""
        self._process.kill()

    def _init_ms(self) -> float | None:
        """Milliseconds since the start at the first call, None at later calls."""
        cold_since, self._cold_since = self._cold_since, None
        return None if cold_since is None else (time.monotonic() - cold_since) * 1000

    def _event(self, request_id: str, arn: str, payload: bytes) -> InvocationEvent:
        deadline_ms = int((time.time() + self.deployment.timeout_s) * 1000)
        headers = {
            "Lambda-Runtime-Aws-Request-Id": request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": arn,
        }
        return InvocationEvent(payload, headers)

    def _report(
        self, request_id: str, outcome: InvocationOutcome, duration_ms: float, init_ms: float | None
    ) -> None:
        peak = _peak_memory_mb(self.pid) or self.deployment.memory_mb
        measured = platform_events.InvocationMetrics(
            duration_ms, init_ms, peak, outcome.status, outcome.error_type
        )
        lines = [] if self.deployment.json_logs else list(outcome.lines)
        report = platform_events.report_lines(self.deployment, request_id, measured)
        self._log.write(lines + report)


def _peak_memory_mb(pid: int) -> int:
    """Peak resident memory, 0 when the process has exited or the system has no /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) // 1024 if peaks else 0
