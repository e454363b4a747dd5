"""The WSGI application of API Gateway."""

import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from moto.apigateway.models import apigateway_backends
from werkzeug import Response

from localcloud.account import ACCOUNT, REGION
from localcloud.api_gateway.access import check_access
from localcloud.api_gateway.gateway_responses import GatewayError, request_too_large
from localcloud.api_gateway.lambda_integration import call_lambda
from localcloud.api_gateway.request import PAYLOAD_LIMIT_BYTES, PREFIX, ApiRequest, read_request
from localcloud.api_gateway.response_mapping import ApiResponse, method_response
from localcloud.api_gateway.routing import find_route
from localcloud.api_gateway.throttle import Throttle
from localcloud.api_gateway.validation import validate_parameters
from localcloud.cloudwatch.service_metrics import api_gateway as metrics
from localcloud.lambda_.interface import Functions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class ApiGateway:
    """Answers /_aws/execute-api/API-ID/STAGE/PATH as the API's own host would on AWS."""

    def __init__(self, functions: Functions, throttle: Throttle | None = None) -> None:
        self._functions = functions
        self._throttle = throttle or Throttle()

    @staticmethod
    def serves(path: str) -> bool:
        """True if a path belongs to a deployed API."""
        return path.startswith(PREFIX)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = read_request(environ)
        try:
            answer = self._answer(request)
        except GatewayError as error:
            body = json.dumps({"message": error.message}).encode()
            answer = ApiResponse(error.status, body, {"x-amzn-ErrorType": error.error_type})
        headers = {**answer.headers, "x-amzn-RequestId": request.request_id}
        _measure(request, answer.status)
        response = Response(answer.body, answer.status, headers, content_type=answer.content_type)
        return response(environ, start_response)

    def _answer(self, request: ApiRequest) -> ApiResponse:
        if len(request.body) > PAYLOAD_LIMIT_BYTES:
            raise request_too_large(PAYLOAD_LIMIT_BYTES)
        route = find_route(request)
        check_access(request, route)
        self._throttle.admit(route)
        validate_parameters(request, route)
        return method_response(call_lambda(self._functions, request, route), request, route)


def _measure(request: ApiRequest, status: int) -> None:
    """Count the answer for its API and stage, if there are such ones."""
    api = apigateway_backends[ACCOUNT][REGION].apis.get(request.api_id)
    if api is not None and request.stage in api.stages:
        latency_ms = (time.time() - request.received_s) * 1000
        metrics.answered(api.name, request.stage, status, latency_ms)
