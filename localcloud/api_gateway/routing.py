"""Finds the API, the stage and the method of a request in moto's store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.apigateway.models import apigateway_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.api_gateway.gateway_responses import forbidden, missing_authentication_token
from localcloud.api_gateway.request import ApiRequest


@dataclass(frozen=True)
class ApiRoute:
    """The target of a request; `api`, `stage`, `resource`, `method` are moto's objects.

    moto's deployments are no snapshots: requests see the current resources.
    """

    api: Any
    stage: Any
    resource: Any
    method: Any
    resource_path: str
    path_parameters: Mapping[str, str]


def find_route(request: ApiRequest) -> ApiRoute:
    """The most specific match: literal parts before parameters before greedy ones.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html.

    Raises:
        GatewayError: the API, stage, resource or method does not exist.
    """
    api = apigateway_backends[ACCOUNT][REGION].apis.get(request.api_id)
    if api is None or request.stage not in api.stages:
        raise forbidden()
    resource, parameters = _find_resource(api, request.path)
    methods = resource.resource_methods
    method = methods.get(request.method) or methods.get("ANY")
    if method is None or method.method_integration is None:
        raise missing_authentication_token()
    stage = api.stages[request.stage]
    return ApiRoute(api, stage, resource, method, resource.get_path(), parameters)


def method_arn(route: ApiRoute) -> str:
    """The ARN by which a function's policy knows the caller: stage, verb and resource.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
    """
    path = route.resource_path.lstrip("/")
    verb = route.method.http_method
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{route.api.id}/{route.stage.name}/{verb}/{path}"


def _find_resource(api: Any, path: str) -> tuple[Any, dict[str, str]]:
    """The most specific resource that matches, and the path parameters."""
    parts = _parts(path)
    matches = [
        (resource, parameters)
        for resource in list(api.resources.values())
        if (parameters := _match(_parts(resource.get_path()), parts)) is not None
    ]
    if not matches:
        raise missing_authentication_token()
    return min(matches, key=lambda match: _specificity(match[0].get_path()))


def _parts(path: str) -> list[str]:
    # Slashes at both ends make no difference (recorded: test_lambda_aws_proxy_integration).
    stripped = path.strip("/")
    return stripped.split("/") if stripped else []


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    """The path parameters if the path matches the pattern of a resource, else None."""
    if pattern and pattern[-1].endswith("+}"):
        return _match_greedy(pattern, parts)
    if len(pattern) != len(parts):
        return None
    parameters: dict[str, str] = {}
    for expected, part in zip(pattern, parts, strict=True):
        if expected.startswith("{"):
            parameters[expected.strip("{}")] = part
        elif expected != part:
            return None
    return parameters


def _match_greedy(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    head = len(pattern) - 1
    if len(parts) <= head:
        return None
    parameters = _match(pattern[:-1], parts[:head])
    if parameters is None:
        return None
    return {**parameters, pattern[-1].strip("{+}"): "/".join(parts[head:])}


def _specificity(path: str) -> list[int]:
    """The sort key of resources that match the same path: part by part, a literal part wins."""
    return [2 if part.endswith("+}") else int(part.startswith("{")) for part in _parts(path)]
