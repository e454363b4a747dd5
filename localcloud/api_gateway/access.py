"""Access to a method: open, unless the API's resource policy restricts it."""

from localcloud.account import ACCOUNT, REGION
from localcloud.api_gateway.gateway_responses import denied, forbidden, missing_authentication_token
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.routing import ApiRoute
from localcloud.authorization.statements import Named, Request, matches, named
from localcloud.identity.documents import statements

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
        _check_policy(route.api.policy, request)
    if route.method.authorization_type not in (None, "NONE"):
        raise missing_authentication_token()
    if route.method.api_key_required:
        raise forbidden()


def _check_policy(policy: str, request: ApiRequest) -> None:
    arn = (
        f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{request.api_id}"
        f"/{request.stage}/{request.method}{request.path}"
    )
    asked = Request(INVOKE, arn, context={"aws:SourceIp": request.source_ip})
    effects = {
        each["Effect"]
        for each in statements(policy)
        if named(each, asked.caller) is Named.ANYBODY and matches(each, asked)
    }
    if effects != {"Allow"}:
        raise denied(arn, explicitly="Deny" in effects)
