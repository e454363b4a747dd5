"""Request validation: required parameters."""

from localcloud.api_gateway.gateway_responses import missing_parameters
from localcloud.api_gateway.request import DoorRequest
from localcloud.api_gateway.routing import Route


def validate_parameters(request: DoorRequest, route: Route) -> None:
    """Let a request through if its method has no validator for parameters or misses none.

    A required parameter must be there and must not be blank. Bodies are not validated: JSON
    schema models do not work on binary bodies, and no method here has another kind.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html.

    Raises:
        Refusal: some are missing; their names are in the order of the method's settings.
    """
    validator = route.api.request_validators.get(route.method.request_validator_id)
    if validator is None or not validator.validate_request_parameters:
        return
    required = [
        key for key, needed in (route.method.request_parameters or {}).items() if _is_true(needed)
    ]
    missing = [key.split(".", 3)[3] for key in required if not _value(key, request, route)]
    if missing:
        raise missing_parameters(missing)


def _is_true(setting: object) -> bool:
    return setting is True or str(setting).lower() == "true"


def _value(key: str, request: DoorRequest, route: Route) -> str:
    """Return what the request has under ``method.request.<place>.<name>``, stripped."""
    _, _, place, name = key.split(".", 3)
    if place == "header":
        found = request.header(name)
    elif place == "querystring":
        found = request.query.get(name)
    else:
        found = route.path_parameters.get(name)
    return (found or "").strip()
