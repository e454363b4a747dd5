"""Who may call a method: everybody, or nobody here."""

from localcloud.door.refusals import forbidden, missing_authentication_token
from localcloud.door.routing import Route


def check_access(route: Route) -> None:
    """Let a request through if its method asks for no authorization and no API key.

    The door knows no identities, so a protected method answers what API Gateway answers to a
    request without credentials.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html.

    Raises:
        Refusal: the method is protected.
    """
    if route.method.authorization_type not in (None, "NONE"):
        raise missing_authentication_token()
    if route.method.api_key_required:
        raise forbidden()
