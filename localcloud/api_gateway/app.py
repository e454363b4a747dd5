"""The WSGI application of the REST API door."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug import Response

from localcloud.api_gateway.access import check_access
from localcloud.api_gateway.gateway_responses import Refusal, request_too_large
from localcloud.api_gateway.lambda_integration import call_lambda
from localcloud.api_gateway.request import PAYLOAD_LIMIT_BYTES, PREFIX, DoorRequest, door_request
from localcloud.api_gateway.response_mapping import DoorResponse, method_response
from localcloud.api_gateway.routing import find_route
from localcloud.api_gateway.throttle import Throttle
from localcloud.api_gateway.validation import validate_parameters
from localcloud.lambda_.interface import Functions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Door:
    """Answers ``/_aws/execute-api/<api-id>/<stage>/<path>`` as the API's own host would on AWS."""

    def __init__(self, functions: Functions, throttle: Throttle | None = None) -> None:
        self._functions = functions
        self._throttle = throttle or Throttle()

    @staticmethod
    def serves(path: str) -> bool:
        """Whether a path is one of the door's."""
        return path.startswith(PREFIX)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = door_request(environ)
        try:
            answer = self._answer(request)
        except Refusal as refusal:
            answer = _gateway_response(refusal)
        headers = {**answer.headers, "x-amzn-RequestId": request.request_id}
        response = Response(answer.body, answer.status, headers, content_type=answer.content_type)
        return response(environ, start_response)

    def _answer(self, request: DoorRequest) -> DoorResponse:
        if len(request.body) > PAYLOAD_LIMIT_BYTES:
            raise request_too_large(PAYLOAD_LIMIT_BYTES)
        route = find_route(request)
        check_access(request, route)
        self._throttle.admit(route)
        validate_parameters(request, route)
        return method_response(call_lambda(self._functions, request, route), request, route)


def _gateway_response(refusal: Refusal) -> DoorResponse:
    body = json.dumps({"message": refusal.message}).encode()
    return DoorResponse(refusal.status, body, {"x-amzn-ErrorType": refusal.error_type})
