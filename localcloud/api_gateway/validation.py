"""Request validation: required parameters."""

from localcloud.api_gateway.gateway_responses import missing_parameters
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.routing import ApiRoute


def validate_parameters(request: ApiRequest, route: ApiRoute) -> None:
    """Check the required parameters, if the method has a validator for parameters.

    A required parameter must be present and not blank. Bodies are not validated: JSON schema
    models do not work on binary bodies, and no method here has another kind.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html.

    Raises:
        GatewayError: parameters are missing; it names them in the order of the method's settings.
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


def _value(key: str, request: ApiRequest, route: ApiRoute) -> str:
    """The stripped value of the parameter method.request.LOCATION.NAME, "" if it is missing."""
    _, _, location, name = key.split(".", 3)
    if location == "header":
        found = request.header(name)
    elif location == "querystring":
        found = request.query.get(name)
    else:
        found = route.path_parameters.get(name)
    return (found or "").strip()
