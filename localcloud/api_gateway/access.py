"""Access to a method: open, unless the API's resource policy restricts it."""

import ipaddress
import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from localcloud.account import ACCOUNT, REGION
from localcloud.api_gateway.gateway_responses import denied, forbidden, missing_authentication_token
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.routing import ApiRoute

INVOKE = "execute-api:Invoke"


def check_access(request: ApiRequest, route: ApiRoute) -> None:
    """Check that the method needs no authorization and no API key.

    Callers have no identity here, so a protected method answers what API Gateway answers to a
    request without credentials. A resource policy must allow the request and not deny it.
    Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html,
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html.

    Raises:
        GatewayError: the method is protected, or the policy does not allow the request.
    """
    if route.api.policy:
        _check_policy(json.loads(route.api.policy), request)
    if route.method.authorization_type not in (None, "NONE"):
        raise missing_authentication_token()
    if route.method.api_key_required:
        raise forbidden()


def _check_policy(policy: Mapping[str, Any], request: ApiRequest) -> None:
    arn = (
        f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{request.api_id}"
        f"/{request.stage}/{request.method}{request.path}"
    )
    effects = {each["Effect"] for each in policy["Statement"] if _applies(each, arn, request)}
    if effects != {"Allow"}:
        raise denied(arn, explicitly="Deny" in effects)


def _applies(statement: Mapping[str, Any], arn: str, request: ApiRequest) -> bool:
    return (
        statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        and any(fnmatchcase(INVOKE, each) for each in _listed(statement["Action"]))
        and any(fnmatchcase(arn, each) for each in _listed(statement["Resource"]))
        and all(
            _holds(operator, values, request, statement["Effect"])
            for operator, values in statement.get("Condition", {}).items()
        )
    )


def _holds(operator: str, values: Mapping[str, Any], request: ApiRequest, effect: str) -> bool:
    """True if the condition is met; a condition that is not emulated rejects the request."""
    if operator not in ("IpAddress", "NotIpAddress") or set(values) != {"aws:SourceIp"}:
        return effect == "Deny"
    source = ipaddress.ip_address(request.source_ip)
    inside = any(source in ipaddress.ip_network(each) for each in _listed(values["aws:SourceIp"]))
    return inside == (operator == "IpAddress")


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
