"""REST APIs: what API Gateway refuses and moto takes. Patch operations have a file of their own.

Source: tests/recordings/aws/errors.jsonl (test_update_resource_behaviour,
test_create_proxy_resource_validation, test_put_method_validation,
test_error_aws_proxy_not_supported, test_create_canary_deployment).
"""

import re
from typing import Any

from localcloud.refusals import apigateway_patches
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_BAD = "BadRequestException"
_CONFLICT = 409
_HTTP_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
_PROXIED = ("lambda", "firehose")
_SERVICE = re.compile(r"arn:aws:apigateway:[^:]*:(?P<service>[^:]+):.*")


def _http_method(request: ServiceRequest) -> None:
    if request.params.get("httpMethod") not in _HTTP_METHODS:
        raise ServiceError(
            _BAD,
            f"Invalid HttpMethod specified. Valid options are {','.join(_HTTP_METHODS)}",
        )


def _proxy(request: ServiceRequest) -> None:
    service = _SERVICE.fullmatch(request.params.get("uri") or "")
    if request.params["type"] == "AWS_PROXY" and service and service["service"] not in _PROXIED:
        raise ServiceError(
            _BAD,
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose"
            " stream invocations.",
        )


def _deployment(request: ServiceRequest) -> None:
    api = request.backend("apigateway").apis.get(request.params["restApiId"])
    if api is not None and request.params["deploymentId"] not in api.deployments:
        raise ServiceError(_BAD, "Deployment id does not exist")


def _renamed(request: ServiceRequest) -> None:
    api = request.backend("apigateway").apis.get(request.params["restApiId"])
    resource = api.resources.get(request.params["resourceId"]) if api else None
    for operation in request.params.get("patchOperations") or ():
        if resource is not None and operation.get("path") == "/pathPart":
            _reject_siblings(api, resource.parent_id, operation.get("value") or "", resource)


def _new_path(request: ServiceRequest) -> None:
    api = request.backend("apigateway").apis.get(request.params["restApiId"])
    if api is None:
        return  # moto answers
    parent, part = request.params["parentId"], request.params["pathPart"]
    above = api.resources.get(parent)
    if above is not None and str(above.path_part).endswith("+}"):
        raise ServiceError(
            _BAD,
            f"Cannot create a child of a resource with a greedy path variable: {above.path_part}",
        )
    _reject_siblings(api, parent, part)


def _reject_siblings(api: Any, parent: str, part: str, itself: Any = None) -> None:
    for sibling in list(api.resources.values()):
        if sibling.parent_id == parent and sibling is not itself:
            _reject_beside(sibling, part)


def _reject_beside(sibling: Any, part: str) -> None:
    if sibling.path_part == part:
        raise ServiceError(
            "ConflictException",
            f"Another resource with the same parent already has this name: {part}",
            _CONFLICT,
        )
    if part.startswith("{") and sibling.path_part.startswith("{"):
        raise ServiceError(
            _BAD,
            f"A sibling ({sibling.path_part}) of this resource already has a variable path part --"
            " only one is allowed",
        )


RULES: dict[str, tuple[Rule, ...]] = {
    **apigateway_patches.RULES,
    "apigateway.CreateResource": (_new_path,),
    "apigateway.CreateStage": (_deployment,),
    "apigateway.PutIntegration": (_proxy,),
    "apigateway.PutMethod": (_http_method,),
    "apigateway.UpdateResource": (*apigateway_patches.RULES["apigateway.UpdateResource"], _renamed),
}
