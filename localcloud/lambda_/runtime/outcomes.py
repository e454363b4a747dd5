"""The outcome of an invocation: response, error, timeout or exit, with response and report.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html (error documents),
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html (time-outs, exits).
"""

import json
from dataclasses import dataclass

from localcloud.lambda_.runtime.platform_events import timestamp
from localcloud.lambda_.runtime.runtime_api import MessageKind, RuntimeMessage

_LONGEST_RESPONSE = (
    6_291_556  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
)


@dataclass(frozen=True)
class InvocationOutcome:
    """The response, `status` and `error_type` of the report, the `lines` that Lambda logs.

    `reusable` is False when the execution environment must be replaced.
    """

    payload: bytes
    status: str = "success"
    error_type: str | None = None
    reusable: bool = False
    lines: tuple[str, ...] = ()


def outcome_of(
    message: RuntimeMessage, request_id: str, timeout_s: int, exit_code: int | None
) -> InvocationOutcome:
    """The outcome of an invocation by its last message."""
    if message.kind is MessageKind.RESPONSE:
        return _responded(message.payload)
    if message.kind is MessageKind.ERROR:
        return InvocationOutcome(message.payload, status="error", reusable=True)
    if message.kind is MessageKind.INIT_ERROR:
        error_type = str(json.loads(message.payload)["errorType"])
        return InvocationOutcome(message.payload, status="error", error_type=error_type)
    if message.kind is MessageKind.TIMED_OUT:
        return _timed_out(request_id, timeout_s)
    return _exited(request_id, exit_code)


def _responded(payload: bytes) -> InvocationOutcome:
    if len(payload) <= _LONGEST_RESPONSE:
        return InvocationOutcome(payload, reusable=True)
    limit = f"{_LONGEST_RESPONSE} bytes"
    text = f"Response payload size exceeded maximum allowed payload size ({limit})."
    kind = "Function.ResponseSizeTooLarge"
    return InvocationOutcome(_document(kind, text), status="error", error_type=kind, reusable=True)


def _timed_out(request_id: str, timeout_s: int) -> InvocationOutcome:
    text = f"Task timed out after {timeout_s}.00 seconds"
    return InvocationOutcome(
        _document("Sandbox.Timedout", f"RequestId: {request_id} Error: {text}"),
        status="timeout",
        lines=(f"{timestamp()} {request_id} {text}",),
    )


def _exited(request_id: str, exit_code: int | None) -> InvocationOutcome:
    text = f"RequestId: {request_id} Error: {_reason(exit_code)}"
    kind = "Runtime.ExitError"
    return InvocationOutcome(_document(kind, text), status="error", error_type=kind, lines=(text,))


def _reason(exit_code: int | None) -> str:
    if not exit_code:
        return "Runtime exited without providing a reason"
    how = "signal: killed" if exit_code < 0 else f"exit status {exit_code}"
    return f"Runtime exited with error: {how}"


def _document(error_type: str, message: str) -> bytes:
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()
