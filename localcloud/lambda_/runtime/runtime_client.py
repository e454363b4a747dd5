"""AWS's module `runtime_client` in pure Python, for systems on which AWS builds no native one.

A runtime process finds it under that name, which awslambdaric imports. Context, errors, logs and
trace id thus stay awslambdaric's own. It may import nothing of ours: the process has none of it.

Source: runtime_client.cpp of awslambdaric 4.2.2 (read 2026-11-26) and
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
"""

import os
from http.client import HTTPConnection, HTTPException, HTTPMessage
from typing import Any

_INVOCATION = "/2018-06-01/runtime/invocation"
_REQUEST_ID = "Lambda-Runtime-Aws-Request-Id"
_DEADLINE = "Lambda-Runtime-Deadline-Ms"
_INVOCATION_ID = "Lambda-Runtime-Invocation-Id"
# What may be missing, and is None then.
_OPTIONAL = (
    "Lambda-Runtime-Trace-Id",
    "Lambda-Runtime-Client-Context",
    "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",
    "Content-Type",
    _INVOCATION_ID,
)
_ARN = "Lambda-Runtime-Invoked-Function-Arn"


class _Api:
    """One connection for the life of the process; http.client sets TCP_NODELAY as curl does."""

    user_agent = ""
    connection = HTTPConnection(os.environ.get("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"))

    @classmethod
    def call(
        cls, failure: str, path: str, sent: bytes | None = None, **headers: str
    ) -> tuple[HTTPMessage, bytes]:
        """The headers and the body of the answer.

        Raises:
            RuntimeError: with `failure`, when there is none or it is no success.
        """
        method = "GET" if sent is None else "POST"
        values = {name: value.encode() for name, value in headers.items()}
        try:
            cls.connection.request(method, path, sent, {"user-agent": cls.user_agent, **values})
            answer = cls.connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            cls.connection.close()
            raise RuntimeError(failure) from error
        if not 200 <= answer.status < 300:  # noqa: PLR2004 (the successes of HTTP)
            raise RuntimeError(failure)
        return answer.headers, body


def initialize_client(user_agent: str) -> None:
    """Name who calls from now on."""
    _Api.user_agent = user_agent


def next() -> tuple[bytes, dict[str, Any]]:  # noqa: A001 (the name that awslambdaric calls)
    """Wait for an event: its bytes and its headers, the deadline in epoch milliseconds.

    Raises:
        RuntimeError: the API answered with no event.
    """
    failure = "Failed to get next"
    headers, body = _Api.call(failure, f"{_INVOCATION}/next")
    if _REQUEST_ID not in headers:
        raise RuntimeError(failure)
    return body, {
        _REQUEST_ID: headers[_REQUEST_ID],
        _ARN: _text(headers, _ARN) or "",
        _DEADLINE: int(headers.get(_DEADLINE, 0)),
        **{name: _text(headers, name) for name in _OPTIONAL},
    }


def post_invocation_result(
    invoke_id: str, result: bytes, content_type: str, invocation_id: str | None
) -> None:
    """Answer the event.

    Raises:
        RuntimeError: the API refused the answer.
    """
    _Api.call(
        "Failed to post invocation response",
        f"{_INVOCATION}/{invoke_id}/response",
        result,
        **_headers(content_type or "text/html", "", invocation_id),
    )


def post_error(invoke_id: str, error: str, xray_fault: str, invocation_id: str | None) -> None:
    """Report that the function failed; both texts are JSON.

    Raises:
        RuntimeError: the API refused the report.
    """
    _Api.call(
        "Failed to post invocation error",
        f"{_INVOCATION}/{invoke_id}/error",
        error.encode(),
        **_headers("application/json", xray_fault, invocation_id),
    )


def _headers(content_type: str, xray_fault: str, invocation_id: str | None) -> dict[str, str]:
    return {
        "content-type": content_type,
        "lambda-runtime-function-xray-error-cause": xray_fault,
        **({_INVOCATION_ID: invocation_id} if invocation_id else {}),
    }


def _text(headers: HTTPMessage, name: str) -> str | None:
    """A header's UTF-8, which http.client reads as Latin-1; None when missing or empty."""
    return headers.get(name, "").encode("latin-1").decode() or None
