"""The integration type AWS with a Lambda function: what is invoked and what it answers."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from localcloud.api_gateway.gateway_responses import internal_error, timed_out
from localcloud.api_gateway.request import DoorRequest
from localcloud.api_gateway.request_mapping import integration_headers, integration_payload
from localcloud.api_gateway.routing import Route
from localcloud.lambda_.interface import FunctionNotFound, Functions, InvocationResult, Throttled

_URI = re.compile(r"arn:[^:]+:apigateway:[^:]+:lambda:path/[^/]+/functions/(.+)/invocations")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")

_LIMITS_BYTES = {"Event": 1024 * 1024, "RequestResponse": 6 * 1024 * 1024}
"""https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (payload)."""

_DEFAULT_TIMEOUT_MS = 29_000


@dataclass(frozen=True)
class Answer:
    """What Lambda answered.

    ``error`` is the text that the selection patterns meet: the error message of the function, or
    of Lambda itself when it refused the invocation; None for success.
    """

    body: bytes
    error: str | None = None


def call_lambda(functions: Functions, request: DoorRequest, route: Route) -> Answer:
    """Invoke the function of a method's integration as its invocation type header says.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html.

    Raises:
        Refusal: no template fits; no function is there (with its permission gone API Gateway may
            not even ask: 500); the answer takes longer than the integration's timeout.
        NotImplementedError: the integration is of another type.
    """
    arn = _function_arn(route)
    payload = integration_payload(request, route)
    headers = integration_headers(request, route)
    kind = headers.get("x-amz-invocation-type", "RequestResponse")
    refused = _refusal(kind, payload)
    if refused:
        return refused
    try:
        return _invoke(functions, arn, payload, kind, route)
    except Throttled:
        return _refused("Rate Exceeded.")
    except FunctionNotFound as missing:
        raise internal_error() from missing


def _function_arn(route: Route) -> str:
    integration = route.method.method_integration
    uri = _STAGE_VARIABLE.sub(
        lambda match: str(route.stage.variables.get(match[1], "")), str(integration.uri)
    )
    match = _URI.fullmatch(uri)
    if integration.integration_type != "AWS" or match is None:
        raise NotImplementedError(
            f"the door serves integrations of type AWS with a Lambda function, not"
            f" {integration.integration_type} with {uri}"
        )
    return match[1]


def _refusal(kind: str, payload: bytes) -> Answer | None:
    """Return Lambda's refusal of an invocation that it does not even try."""
    limit = _LIMITS_BYTES.get(kind)
    if limit is None:
        return _refused(f"Unknown invocation type: {kind}")
    if len(payload) > limit:
        text = f"{len(payload)} byte payload is too large for the {kind} invocation type"
        return _refused(f"{text} (limit {limit} bytes)")
    if not _is_json(payload):
        return _refused("Could not parse request body into json: Could not parse payload into json")
    return None


def _refused(message: str) -> Answer:
    # Lambda names the type of its refusal in a header, which no selection pattern sees.
    return Answer(json.dumps({"Type": "User", "message": message}).encode(), message)


def _is_json(payload: bytes) -> bool:
    try:
        json.loads(payload, parse_constant=_not_json)
    except ValueError:
        return False
    return True


def _not_json(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _invoke(functions: Functions, arn: str, payload: bytes, kind: str, route: Route) -> Answer:
    if kind == "Event":
        functions.enqueue(arn, payload)
        return Answer(b"")
    limit_ms = int(route.method.method_integration.timeout_in_millis or _DEFAULT_TIMEOUT_MS)
    result = _within(limit_ms / 1000, lambda: functions.invoke(arn, payload))
    error = _error_message(result.payload) if result.error else None
    return Answer(result.payload, error)


def _within(seconds: float, call: Callable[[], InvocationResult]) -> InvocationResult:
    """Return the result of a call, which goes on by itself when it takes too long."""
    outcome: SimpleQueue[InvocationResult | Exception] = SimpleQueue()
    Thread(target=lambda: outcome.put(_result(call)), daemon=True, name="door-call").start()
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
    except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
        return error


def _error_message(payload: bytes) -> str:
    document = json.loads(payload)
    return str(document.get("errorMessage") or "") if isinstance(document, dict) else ""
