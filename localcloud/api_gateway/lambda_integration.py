"""The integration type AWS with a Lambda function: invokes it and returns its response."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from localcloud.api_gateway.gateway_responses import internal_error, timed_out
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.request_mapping import integration_headers, integration_payload
from localcloud.api_gateway.routing import ApiRoute, method_arn
from localcloud.identity.services import API_GATEWAY, may_invoke
from localcloud.lambda_.interface import (
    FunctionNotFound,
    Functions,
    InvocationResult,
    Refused,
    Throttled,
)

_URI = re.compile(r"arn:[^:]+:apigateway:[^:]+:lambda:path/[^/]+/functions/(.+)/invocations")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")

_LIMITS_BYTES = {"Event": 1024 * 1024, "RequestResponse": 6 * 1024 * 1024}
"""https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (payload)."""

_DEFAULT_TIMEOUT_MS = 29_000


@dataclass(frozen=True)
class IntegrationResponse:
    """The response of Lambda.

    `error` is the text that selection patterns match: the error message of the function, or of
    Lambda itself when it rejected the invocation; None for success.
    """

    body: bytes
    error: str | None = None


def call_lambda(functions: Functions, request: ApiRequest, route: ApiRoute) -> IntegrationResponse:
    """Invoke the function of a method's integration with the mapped invocation type.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html.

    Raises:
        GatewayError: no template fits; the function does not let the API invoke it, or was
            deleted; Lambda cannot use the function's role or key; the response takes longer
            than the integration's timeout.
        NotImplementedError: the integration is of another type.
    """
    arn = _function_arn(route)
    if not may_invoke(API_GATEWAY, method_arn(route), arn):
        raise internal_error()
    payload = integration_payload(request, route)
    headers = integration_headers(request, route)
    kind = headers.get("x-amz-invocation-type", "RequestResponse")
    rejected = _rejection(kind, payload)
    if rejected:
        return rejected
    try:
        return _invoke(functions, arn, payload, kind, route)
    except Throttled:
        return _rejected("Rate Exceeded.")
    except (FunctionNotFound, Refused) as reason:
        raise internal_error() from reason


def _function_arn(route: ApiRoute) -> str:
    integration = route.method.method_integration
    uri = _STAGE_VARIABLE.sub(
        lambda match: str(route.stage.variables.get(match[1], "")), str(integration.uri)
    )
    match = _URI.fullmatch(uri)
    if integration.integration_type != "AWS" or match is None:
        raise NotImplementedError(
            f"only integrations of type AWS with a Lambda function are emulated, not"
            f" {integration.integration_type} with {uri}"
        )
    return match[1]


def _rejection(kind: str, payload: bytes) -> IntegrationResponse | None:
    """Lambda's error response to an invalid invocation, None for a valid one."""
    limit = _LIMITS_BYTES.get(kind)
    if limit is None:
        return _rejected(f"Unknown invocation type: {kind}")
    if len(payload) > limit:
        text = f"{len(payload)} byte payload is too large for the {kind} invocation type"
        return _rejected(f"{text} (limit {limit} bytes)")
    if not _is_json(payload):
        return _rejected(
            "Could not parse request body into json: Could not parse payload into json"
        )
    return None


def _rejected(message: str) -> IntegrationResponse:
    # Lambda names the error type in a header, which no selection pattern sees.
    return IntegrationResponse(json.dumps({"Type": "User", "message": message}).encode(), message)


def _is_json(payload: bytes) -> bool:
    try:
        json.loads(payload, parse_constant=_not_json)
    except ValueError:
        return False
    return True


def _not_json(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _invoke(
    functions: Functions, arn: str, payload: bytes, kind: str, route: ApiRoute
) -> IntegrationResponse:
    if kind == "Event":
        functions.enqueue(arn, payload)
        return IntegrationResponse(b"")
    limit_ms = int(route.method.method_integration.timeout_in_millis or _DEFAULT_TIMEOUT_MS)
    result = _within(limit_ms / 1000, lambda: functions.invoke(arn, payload))
    error = _error_message(result.payload) if result.error else None
    return IntegrationResponse(result.payload, error)


def _within(seconds: float, call: Callable[[], InvocationResult]) -> InvocationResult:
    """The result of a call; a call that takes too long continues in its thread.

    Raises:
        GatewayError: it took longer.
    """
    outcome: SimpleQueue[InvocationResult | Exception] = SimpleQueue()
    Thread(target=lambda: outcome.put(_result(call)), daemon=True, name="api-integration").start()
    try:
        result = outcome.get(timeout=seconds)
    except Empty:
        raise timed_out() from None
    if isinstance(result, Exception):
        raise result
    return result


def _result(call: Callable[[], InvocationResult]) -> InvocationResult | Exception:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 (it is raised in the thread that waits)
        return error


def _error_message(payload: bytes) -> str:
    document = json.loads(payload)
    return str(document.get("errorMessage") or "") if isinstance(document, dict) else ""
