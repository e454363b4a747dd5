"""API Gateway: binary media types, escaped resource policies, updates in place.

moto drops binaryMediaTypes at create, answers a policy that Terraform cannot parse, lacks
UpdateMethod, UpdateMethodResponse, UpdateIntegration, UpdateIntegrationResponse, UpdateDeployment,
and knows the tags of stages only.
Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html and
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html.
"""

import json
from typing import Any
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.models import RestAPI
from moto.apigateway.responses import APIGatewayResponse

from localcloud.moto_patches.patch_operations import Operation, Shape, as_bool, patch
from localcloud.moto_patches.wrapping import Method, replace, wrap

_REST_API = Shape(
    scalars={
        "disableExecuteApiEndpoint": "disableExecuteApiEndpoint",
        "minimumCompressionSize": "minimum_compression_size",
    },
    lists={"binaryMediaTypes": "binaryMediaTypes"},
    readers={"disableExecuteApiEndpoint": as_bool, "minimumCompressionSize": int},
)
_METHOD = Shape(
    scalars={
        "authorizationType": "authorization_type",
        "authorizerId": "authorizer_id",
        "apiKeyRequired": "api_key_required",
        "operationName": "operation_name",
        "requestValidatorId": "request_validator_id",
    },
    maps={"requestParameters": "request_parameters", "requestModels": "request_models"},
    lists={"authorizationScopes": "authorization_scopes"},
    readers={"apiKeyRequired": as_bool, "requestParameters": as_bool},
)
_METHOD_RESPONSE = Shape(
    maps={"responseModels": "response_models", "responseParameters": "response_parameters"},
    readers={"responseParameters": as_bool},
)
_INTEGRATION = Shape(
    scalars={
        "type": "integration_type",
        "uri": "uri",
        "httpMethod": "http_method",
        "passthroughBehavior": "passthrough_behaviour",
        "contentHandling": "content_handling",
        "credentials": "credentials",
        "cacheNamespace": "cache_namespace",
        "timeoutInMillis": "timeout_in_millis",
        "connectionType": "connection_type",
    },
    maps={"requestParameters": "request_parameters", "requestTemplates": "request_templates"},
    lists={"cacheKeyParameters": "cache_key_parameters"},
    readers={"timeoutInMillis": int},
)
_INTEGRATION_RESPONSE = Shape(
    scalars={"selectionPattern": "selection_pattern", "contentHandling": "content_handling"},
    maps={"responseTemplates": "response_templates", "responseParameters": "response_parameters"},
)
_DEPLOYMENT = Shape(scalars={"description": "description"})
_API_TAGS = (
    "{0}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+)"
    "::/restapis/(?P<function_id>[^/]+)$"
)


def apply() -> None:
    """Apply the patches of API Gateway."""
    wrap(RestAPI, "to_dict")(_describe)
    wrap(RestAPI, "apply_patch_operations")(_patch_rest_api)
    wrap(APIGatewayResponse, "create_rest_api")(_create_rest_api)
    for method in (
        update_method,
        update_method_response,
        update_integration,
        update_integration_response,
        update_deployment,
        get_tags,
        tag_resource,
        untag_resource,
    ):
        replace(APIGatewayResponse, method.__name__, method)
    replace(urls, "url_paths", urls.url_paths | {_API_TAGS: APIGatewayResponse.dispatch})


def update_method(handler: Any) -> str:
    """Answer UpdateMethod."""
    method = handler.backend.get_method(*_method_path(handler))
    return _patched(handler, method, _METHOD)


def update_method_response(handler: Any) -> str:
    """Answer UpdateMethodResponse."""
    method = handler.backend.get_method(*_method_path(handler))
    return _patched(handler, method.get_response(_path(handler)[8]), _METHOD_RESPONSE)


def update_integration(handler: Any) -> str:
    """Answer UpdateIntegration."""
    integration = handler.backend.get_integration(*_method_path(handler))
    return _patched(handler, integration, _INTEGRATION)


def update_integration_response(handler: Any) -> str:
    """Answer UpdateIntegrationResponse."""
    integration = handler.backend.get_integration(*_method_path(handler))
    response = integration.get_integration_response(_path(handler)[9])
    return _patched(handler, response, _INTEGRATION_RESPONSE)


def update_deployment(handler: Any) -> str:
    """Answer UpdateDeployment."""
    _, _, api_id, _, deployment_id, *_ = _path(handler)
    deployment = handler.backend.get_deployment(api_id, deployment_id)
    return _patched(handler, deployment, _DEPLOYMENT)


def get_tags(handler: Any) -> str:
    """Answer GetTags."""
    return json.dumps({"tags": _tagged(handler).tags or {}})


def tag_resource(handler: Any) -> tuple[int, dict[str, Any], str]:
    """Answer TagResource."""
    tagged = _tagged(handler)
    tagged.tags = {**(tagged.tags or {}), **handler._get_param("tags")}  # noqa: SLF001 (its only reader)
    return 204, {"status": 204}, ""


def untag_resource(handler: Any) -> tuple[int, dict[str, Any], str]:
    """Answer UntagResource."""
    tagged, gone = _tagged(handler), handler.querystring.get("tagKeys", [])
    tagged.tags = {name: value for name, value in (tagged.tags or {}).items() if name not in gone}
    return 204, {"status": 204}, ""


def _tagged(handler: Any) -> Any:
    """The REST API or the stage with the ARN in /tags/<ARN>."""
    _, _, api_id, *stage = unquote(handler.path.split("/tags/")[1]).split("/")
    if stage:
        return handler.backend.get_stage(api_id, stage[1])
    return handler.backend.get_rest_api(api_id)


def _patched(handler: Any, target: Any, shape: Shape) -> str:
    patch(target, shape, handler._get_param("patchOperations"))  # noqa: SLF001 (its only reader)
    return json.dumps(target.to_json())


def _method_path(handler: Any) -> tuple[str, str, str]:
    _, _, api_id, _, resource_id, _, http_method, *_ = _path(handler)
    return api_id, resource_id, http_method


def _path(handler: Any) -> list[str]:
    """Parts of /restapis/<id>/resources/<id>/methods/<verb>[/integration][/responses/<status>]."""
    parts: list[str] = handler.path.split("/")
    return parts


def _create_rest_api(original: Method, handler: Any) -> Any:
    before = set(handler.backend.apis)
    answer = original(handler)
    wanted = handler._get_param("binaryMediaTypes")  # noqa: SLF001 (its only reader)
    for api_id in set(handler.backend.apis) - before if wanted else ():
        api = handler.backend.apis[api_id]
        api.binaryMediaTypes = list(wanted)
        answer = (200, {}, json.dumps(api.to_dict()))
    return answer


def _describe(original: Method, api: Any) -> dict[str, Any]:
    described: dict[str, Any] = original(api)
    if api.policy:
        # API Gateway answers the policy as JSON text escaped once more.
        described["policy"] = json.dumps(api.policy)[1:-1]
    return described


def _patch_rest_api(original: Method, api: Any, operations: list[Operation]) -> None:
    patch(api, _REST_API, [each for each in operations if _REST_API.has_path(each)])
    original(api, [each for each in operations if not _REST_API.has_path(each)])
