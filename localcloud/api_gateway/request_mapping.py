"""Integration request: maps a request to the payload and the headers of the integration."""

import base64
from typing import Any

from localcloud.api_gateway.gateway_responses import unsupported_media_type
from localcloud.api_gateway.mapping_templates.context import context_variables
from localcloud.api_gateway.mapping_templates.render import render
from localcloud.api_gateway.mapping_templates.variables import Input, Util
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.routing import ApiRoute

_EMPTY_BODY = b"{}"


def integration_payload(request: ApiRequest, route: ApiRoute) -> bytes:
    """The body for the integration: the rendered template, or the passed-through request body.

    Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html,
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html.

    Raises:
        GatewayError: a template fails; or none fits the content type and the body may not pass.
    """
    integration = route.method.method_integration
    body = _converted_body(request, route)
    templates: dict[str, str] = integration.request_templates or {}
    template = _template(templates, request.media_type)
    if template is not None:
        text = body.decode(errors="replace")
        return render(template, template_variables(text, request, route)).encode()
    if not _may_pass(integration.passthrough_behaviour, templates):
        raise unsupported_media_type()
    return body or _EMPTY_BODY


def template_variables(body: str, request: ApiRequest, route: ApiRoute) -> dict[str, Any]:
    """The variables of a template: $input over `body`, $util, $context, $stageVariables."""
    parameters = {
        "path": route.path_parameters,
        "querystring": request.query,
        "header": request.headers,
    }
    return {
        "input": Input(body, parameters),
        "util": Util(),
        "context": context_variables(request, route),
        "stageVariables": dict(route.stage.variables),
    }


def integration_headers(request: ApiRequest, route: ApiRoute) -> dict[str, str]:
    """The headers that the integration request maps, by lower-case name.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html.
    """
    mapped: dict[str, str] = {}
    parameters: dict[str, str] = route.method.method_integration.request_parameters or {}
    for target, source in parameters.items():
        location, _, name = target.removeprefix("integration.request.").partition(".")
        value = _source_value(source, request, route)
        if location == "header" and value is not None:
            mapped[name.lower()] = value
    return mapped


def _source_value(source: str, request: ApiRequest, route: ApiRoute) -> str | None:
    """The value of a mapping expression: static text in quotes, or a parameter."""
    if source.startswith("'"):
        return source.strip("'")
    kind, _, name = source.rpartition(".")
    values: dict[str, Any] = {
        "method.request.header": request.header(name),
        "method.request.querystring": request.query.get(name),
        "method.request.path": route.path_parameters.get(name),
        "stageVariables": route.stage.variables.get(name),
        "context": context_variables(request, route).get(name),
        "context.identity": context_variables(request, route)["identity"].get(name),
    }
    value = values.get(kind)
    return None if value is None else str(value)


def _converted_body(request: ApiRequest, route: ApiRoute) -> bytes:
    handling = route.method.method_integration.content_handling
    binary = any(each in ("*/*", request.media_type) for each in route.api.binaryMediaTypes)
    if binary and handling == "CONVERT_TO_TEXT":
        return base64.b64encode(request.body)
    if not binary and handling == "CONVERT_TO_BINARY":
        return base64.b64decode(request.body)
    return request.body


def _template(templates: dict[str, str], media_type: str) -> str | None:
    wanted = {key.partition(";")[0].strip().lower(): text for key, text in templates.items()}
    return wanted.get(media_type)


def _may_pass(behaviour: str | None, templates: dict[str, str]) -> bool:
    if behaviour == "NEVER":
        return False
    return behaviour != "WHEN_NO_TEMPLATES" or not templates
