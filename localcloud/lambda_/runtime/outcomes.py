"""What an invocation answers, and what its report says, for every way in which it can end.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html (error documents),
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html (time-outs, exits).
"""

import json
from dataclasses import dataclass

from localcloud.lambda_.runtime.platform_events import timestamp
from localcloud.lambda_.runtime.runtime_api import Kind, Message

_LONGEST_ANSWER = (
    6_291_556  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
)


@dataclass(frozen=True)
class Ending:
    """The answer; ``status`` and ``error_type`` of the report; ``lines`` Lambda writes itself."""

    payload: bytes
    status: str = "success"
    error_type: str | None = None
    reusable: bool = False
    lines: tuple[str, ...] = ()


def ending(message: Message, request_id: str, timeout_s: int, exit_code: int | None) -> Ending:
    """Judge the last message of an invocation."""
    if message.kind is Kind.RESPONSE:
        return _answered(message.payload)
    if message.kind is Kind.ERROR:
        return Ending(message.payload, status="error", reusable=True)
    if message.kind is Kind.INIT_ERROR:
        return Ending(message.payload, status="error", error_type=_error_type(message.payload))
    if message.kind is Kind.TIMED_OUT:
        return _timed_out(request_id, timeout_s)
    return _exited(request_id, exit_code)


def _answered(payload: bytes) -> Ending:
    if len(payload) <= _LONGEST_ANSWER:
        return Ending(payload, reusable=True)
    text = f"Response payload size exceeded maximum allowed payload size ({_LONGEST_ANSWER} bytes)."
    kind = "Function.ResponseSizeTooLarge"
    return Ending(_document(kind, text), status="error", error_type=kind, reusable=True)


def _timed_out(request_id: str, timeout_s: int) -> Ending:
    text = f"Task timed out after {timeout_s}.00 seconds"
    return Ending(
        _document("Sandbox.Timedout", f"RequestId: {request_id} Error: {text}"),
        status="timeout",
        lines=(f"{timestamp()} {request_id} {text}",),
    )


def _exited(request_id: str, exit_code: int | None) -> Ending:
    text = f"RequestId: {request_id} Error: {_reason(exit_code)}"
    kind = "Runtime.ExitError"
    return Ending(_document(kind, text), status="error", error_type=kind, lines=(text,))


def _reason(exit_code: int | None) -> str:
    if not exit_code:
        return "Runtime exited without providing a reason"
    how = "signal: killed" if exit_code < 0 else f"exit status {exit_code}"
    return f"Runtime exited with error: {how}"


def _document(error_type: str, message: str) -> bytes:
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()


def _error_type(document: bytes) -> str:
    return str(json.loads(document)["errorType"])
