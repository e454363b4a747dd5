"""Integration response: maps the response of the integration to that of the method."""

import re
from dataclasses import dataclass, field
from typing import Any

from localcloud.api_gateway.gateway_responses import internal_error
from localcloud.api_gateway.lambda_integration import IntegrationResponse
from localcloud.api_gateway.mapping_templates.render import render
from localcloud.api_gateway.mapping_templates.variables import Input
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.request_mapping import template_variables
from localcloud.api_gateway.routing import ApiRoute

_JSON = "application/json"


@dataclass(frozen=True)
class ApiResponse:
    """Status, headers and body for the client."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = _JSON


def method_response(
    answer: IntegrationResponse, request: ApiRequest, route: ApiRoute
) -> ApiResponse:
    """The response for the client by the method's integration responses.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html.

    Raises:
        GatewayError: no integration response matches; a template fails.
    """
    chosen = _chosen(route.method.method_integration.integration_responses or {}, answer.error)
    headers = _headers(chosen.response_parameters or {}, answer)
    content_type, template = _template(chosen.response_templates or {}, request)
    if template is None:
        return ApiResponse(int(chosen.status_code), answer.body, headers)
    variables = template_variables(answer.body.decode(), request, route)
    body = render(template, variables).encode()
    override = variables["context"]["responseOverride"]
    headers |= {name: str(value) for name, value in override["header"].items()}
    status = int(override.get("status") or chosen.status_code)
    return ApiResponse(status, body, headers, content_type)


def _chosen(responses: dict[str, Any], error: str | None) -> Any:
    """The integration response whose pattern matches the whole error text, else the default one.

    Recorded: test_lambda_selection_patterns.
    """
    patterned = [each for each in list(responses.values()) if each.selection_pattern]
    if error is not None:
        for response in patterned:
            if re.fullmatch(response.selection_pattern, error):
                return response
    default = [each for each in list(responses.values()) if not each.selection_pattern]
    if not default:
        raise internal_error()
    return default[0]


def _template(templates: dict[str, str | None], request: ApiRequest) -> tuple[str, str | None]:
    """Content type and template: the one the client accepts, else JSON, else the first."""
    filled = {kind: text for kind, text in templates.items() if text}
    for kind in (request.header("accept") or "", _JSON, *filled):
        if kind in filled:
            return kind, filled[kind]
    return _JSON, None


def _headers(parameters: dict[str, str], answer: IntegrationResponse) -> dict[str, str]:
    """The headers that response parameters map from static text or from the body."""
    mapped: dict[str, str] = {}
    for target, source in parameters.items():
        name = target.removeprefix("method.response.header.")
        if source.startswith("'"):
            mapped[name] = source.strip("'")
        elif source.startswith("integration.response.body."):
            path = source.removeprefix("integration.response.body.")
            mapped[name] = str(_body_value(answer, path))
    return mapped


def _body_value(answer: IntegrationResponse, path: str) -> Any:
    found = Input(answer.body.decode(), {}).path(f"$.{path}")
    return "" if found is None else found
