"""Patch operations on what API Gateway cannot change.

Sources: tests/recordings/aws/errors.jsonl (test_update_rest_api_behaviour,
test_update_resource_behaviour, test_update_method_validation, test_create_update_stages); the
paths: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html, read 2026-11-26.
"""

import re
from collections.abc import Callable

from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_BAD = "BadRequestException"
_RESOURCE = ("/parentId", "/pathPart")
_PATHS = {
    "UpdateRestApi": (
        r"apiKeySource|description|disableExecuteApiEndpoint|endpointAccessMode"
        r"|minimumCompressionSize|name|policy|securityPolicy|binaryMediaTypes/.+"
        r"|endpointConfiguration/.+"
    ),
    "UpdateMethod": (
        r"apiKeyRequired|authorizationScopes(/.+)?|authorizationType|authorizerId|operationName"
        r"|requestValidatorId|requestModels/.+|requestParameters/.+"
    ),
    "UpdateMethodResponse": r"responseModels/.+|responseParameters/.+",
    "UpdateIntegration": (
        r"cacheKeyParameters(/.+)?|cacheNamespace|connectionId|connectionType|contentHandling"
        r"|credentials|httpMethod|integrationTarget|passthroughBehavior|requestParameters/.+"
        r"|requestTemplates(/.+)?|responseTransferMode|timeoutInMillis|tlsConfig/.+|type|uri"
    ),
    "UpdateIntegrationResponse": (
        r"contentHandling|selectionPattern|responseParameters/.+|responseTemplates(/.+)?"
    ),
    "UpdateDeployment": r"description",
}
_STAGE = re.compile(
    r"/(deploymentId|description|cacheClusterEnabled|cacheClusterSize|clientCertificateId"
    r"|documentationVersion|tracingEnabled|accessLogSettings(/.+)?|canarySettings(/.+)?"
    r"|variables/.+|.+/(metrics|logging|throttling|caching)/\w+)"
)
_STAGE_PATHS = (
    "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId,"
    " /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format,"
    " /{resourcePath}/{httpMethod}/metrics/enabled,"
    " /{resourcePath}/{httpMethod}/logging/dataTrace,"
    " /{resourcePath}/{httpMethod}/logging/loglevel,"
    " /{resourcePath}/{httpMethod}/throttling/burstLimit"
    "/{resourcePath}/{httpMethod}/throttling/rateLimit"
    "/{resourcePath}/{httpMethod}/caching/ttlInSeconds,"
    " /{resourcePath}/{httpMethod}/caching/enabled,"
    " /{resourcePath}/{httpMethod}/caching/dataEncrypted,"
    " /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl,"
    " /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy,"
    " /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel,"
    " /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds,"
    " /*/*/caching/enabled, /*/*/caching/dataEncrypted,"
    " /*/*/caching/requireAuthorizationForCacheControl,"
    " /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name},"
    " /tracingEnabled"
)


def _operations(request: ServiceRequest) -> list[Params]:
    return request.params.get("patchOperations") or []


def _only(paths: str) -> Callable[[ServiceRequest], None]:
    allowed = re.compile(f"/({paths})")

    def reject_others(request: ServiceRequest) -> None:
        for operation in _operations(request):
            if not allowed.fullmatch(operation.get("path") or ""):
                raise ServiceError(_BAD, f"Invalid patch path {operation.get('path', 'null')}")

    return reject_others


def _stage(request: ServiceRequest) -> None:
    for operation in _operations(request):
        path = operation.get("path") or ""
        # The settings of a method are removed as a whole.
        whole = operation.get("op") == "remove" and re.fullmatch(r"/[^/]+/[^/]+", path)
        if not whole and not _STAGE.fullmatch(path):
            raise ServiceError(
                _BAD, f"Invalid method setting path: {path}. Must be one of: [{_STAGE_PATHS}]"
            )


def _resource(request: ServiceRequest) -> None:
    for operation in _operations(request):
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


RULES: dict[str, tuple[Rule, ...]] = {
    **{f"apigateway.{name}": (_only(paths),) for name, paths in _PATHS.items()},
    "apigateway.UpdateResource": (_resource,),
    "apigateway.UpdateStage": (_stage,),
}
