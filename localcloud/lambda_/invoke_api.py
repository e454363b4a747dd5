"""The Invoke and InvokeAsync APIs of Lambda.

Sources: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html; the limits:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the answers to a payload
over them: https://github.com/ASFHyP3/hyp3/issues/2241,
https://github.com/pelmers/streetwarp-web/issues/14, read 2026-11-26.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug import Request, Response

from localcloud import hooks
from localcloud.identity import enforcement, operations
from localcloud.lambda_.interface import FunctionNotFound, Refused, Throttled
from localcloud.lambda_.service import LambdaService
from localcloud.service_errors import ServiceError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_MOST_BYTES, _MOST_ASYNC_BYTES = 6_291_456, 1_048_576
_TOO_LARGE = 413
_FORBIDDEN = 403
_PATH = re.compile(r"/[0-9-]{10}/functions/(?P<function>[^/]+)/(?P<api>invocations|invoke-async)/?")


class InvokeApi:
    """A WSGI application for the paths that `serves` accepts.

    `validate` raises the ServiceError for parameters that the model of Invoke excludes.
    """

    def __init__(
        self, functions: LambdaService, validate: Callable[[dict[str, Any]], None]
    ) -> None:
        self._functions = functions
        self._validate = validate

    @staticmethod
    def serves(method: str, path: str) -> bool:
        """True if a request is for this API."""
        return method == "POST" and _PATH.fullmatch(path) is not None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        try:
            params = _params(request)
            self._validate(params)
            _authorize(request, params)
            response = self._answer(request)
        except FunctionNotFound as missing:
            response = _error(404, "ResourceNotFoundException", str(missing))
        except Throttled:
            response = _throttled()
        except Refused as refused:
            response = _error(refused.status, refused.code, str(refused))
        except ServiceError as error:
            response = _error(error.status or _FORBIDDEN, error.code, error.message)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        match = _match(request)
        qualifier = request.args.get("Qualifier")
        arn = f"{match['function']}:{qualifier}" if qualifier else match["function"]
        kind = request.headers.get("X-Amz-Invocation-Type", "RequestResponse")
        if match["api"] == "invoke-async":
            kind = "Event"
        payload = request.get_data() or b"{}"
        if too_large := _excess(kind, len(payload)):
            return _error(_TOO_LARGE, "RequestEntityTooLargeException", too_large)
        if not _is_json(payload):
            return _error(
                400,
                "InvalidRequestContentException",
                "Could not parse request body into json: Could not parse payload into json",
            )
        return self._invoke(kind, arn, payload, request)

    def _invoke(self, kind: str, arn: str, payload: bytes, request: Request) -> Response:
        if kind == "Event":
            request_id = self._functions.enqueue(arn, payload)
            return Response(status=202, headers={"x-amzn-RequestId": request_id})
        if kind == "DryRun":
            self._functions.check_exists(arn)
            return Response(status=204)
        if kind != "RequestResponse":
            return _error(400, "InvalidParameterValueException", f"Invalid type: {kind}")
        wants_log = request.headers.get("X-Amz-Log-Type") == "Tail"
        return self._run(arn, payload, wants_log=wants_log)

    def _run(self, arn: str, payload: bytes, *, wants_log: bool) -> Response:
        result, log_tail = self._functions.run(arn, payload)
        headers = {
            "x-amzn-RequestId": result.request_id,
            "X-Amz-Executed-Version": result.executed_version,
        }
        if result.error:
            headers["X-Amz-Function-Error"] = result.error
        if wants_log:
            headers["X-Amz-Log-Result"] = base64.b64encode(log_tail).decode()
        return Response(result.payload, 200, headers, content_type="application/json")


def _match(request: Request) -> re.Match[str]:
    match = _PATH.fullmatch(request.path)
    assert match is not None  # noqa: S101 (the caller asked `serves`)
    return match


def _params(request: Request) -> dict[str, Any]:
    """The parameters that decide who may invoke what, by botocore's names."""
    qualifier = request.args.get("Qualifier")
    named = {"FunctionName": unquote(_match(request)["function"])}
    return {**named, "Qualifier": qualifier} if qualifier else named


def _authorize(request: Request, params: dict[str, Any]) -> None:
    """Refuse a caller who is unknown or may not invoke the function.

    Raises:
        ServiceError: in the form of Lambda.
    """
    principal = enforcement.caller_of("lambda", request, hooks.active.sessions)
    enforcement.require("lambda", principal, operations.needs("lambda", "Invoke", params))


def _excess(kind: str, size: int) -> str:
    """Why a payload of this many bytes is too large, empty if it is not."""
    if size > _MOST_BYTES:
        return f"Request must be smaller than {_MOST_BYTES} bytes for the InvokeFunction operation"
    if kind == "Event" and size > _MOST_ASYNC_BYTES:
        return (
            f"{size} byte payload is too large for the Event invocation type (limit"
            f" {_MOST_ASYNC_BYTES} bytes)"
        )
    return ""


def _is_json(payload: bytes) -> bool:
    try:
        json.loads(payload)
    except ValueError:
        return False
    return True


def _throttled() -> Response:
    response = _error(
        429,
        "TooManyRequestsException",
        "Rate Exceeded.",
        Reason="ReservedFunctionConcurrentInvocationLimitExceeded",
    )
    response.headers["Retry-After"] = "0"
    return response


def _error(status: int, error: str, message: str, **more: Any) -> Response:
    document = {"Type": "User", **more, "message": message, "Message": message}
    headers = {"x-amzn-ErrorType": error}
    return Response(json.dumps(document), status, headers, content_type="application/json")
