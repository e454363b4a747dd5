"""STS: sessions of roles for who may take them, and for how long.

moto gives credentials for any role to anybody: it reads neither the token nor the trust policy.
"""

from typing import Any

from moto.sts.responses import TokenResponse

from localcloud.moto_patches.sts import operations
from localcloud.moto_patches.sts.refusals import answered
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patches of STS."""
    wrap(TokenResponse, "parse_parameters")(_parse_parameters)
    wrap(TokenResponse, "_determine_resource")(lambda _original, _handler: "*")
    wrap(TokenResponse, "assume_role")(answered(operations.assume_role))
    wrap(TokenResponse, "assume_role_with_web_identity")(
        answered(operations.assume_role_with_web_identity)
    )
    wrap(TokenResponse, "get_caller_identity")(answered(operations.get_caller_identity))


def _parse_parameters(original: Method, handler: Any, request: Any) -> None:
    """Keep as texts what moto fails to parse, so that the validation finds it."""
    try:
        original(handler, request)
    except ValueError:
        handler.params = {name: values[0] for name, values in handler.querystring.items()}
