"""REST APIs: what API Gateway refuses and moto takes.

Sources: tests/recordings/aws/errors.jsonl (test_update_rest_api_behaviour,
test_update_resource_behaviour, test_create_proxy_resource_validation,
test_update_method_validation); the paths of patch operations:
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html, read 2026-11-26.
"""

import re
from typing import Any

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_BAD = "BadRequestException"
_CONFLICT = 409
_REST_API = re.compile(
    r"/(apiKeySource|description|disableExecuteApiEndpoint|minimumCompressionSize|name|policy"
    r"|securityPolicy|endpointAccessMode|binaryMediaTypes/.+|endpointConfiguration/.+)"
)
_RESOURCE = ("/parentId", "/pathPart")
_METHOD_IDENTITY = "/httpMethod"


def _rest_api_paths(request: ServiceRequest) -> None:
    for operation in request.params.get("patchOperations") or ():
        if not _REST_API.fullmatch(operation.get("path") or ""):
            raise ServiceError(_BAD, f"Invalid patch path {operation.get('path')}")


def _resource_paths(request: ServiceRequest) -> None:
    for operation in request.params.get("patchOperations") or ():
        path, kind = operation.get("path"), operation.get("op")
        if path not in _RESOURCE:
            raise ServiceError(
                _BAD,
                f"Invalid patch path  '{path}' specified for op '{kind}'. Must be one of:"
                f" [{', '.join(_RESOURCE)}]",
            )
        if kind != "replace":
            raise ServiceError(
                _BAD,
                f"Invalid patch path  '{path}' specified for op '{kind}'. Please choose supported"
                " operations",
            )


def _method_paths(request: ServiceRequest) -> None:
    for operation in request.params.get("patchOperations") or ():
        if operation.get("path") == _METHOD_IDENTITY:
            raise ServiceError(_BAD, f"Invalid patch path {_METHOD_IDENTITY}")


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
    for sibling in list(api.resources.values()):
        if sibling.parent_id == parent:
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
    "apigateway.CreateResource": (_new_path,),
    "apigateway.UpdateMethod": (_method_paths,),
    "apigateway.UpdateResource": (_resource_paths,),
    "apigateway.UpdateRestApi": (_rest_api_paths,),
}
