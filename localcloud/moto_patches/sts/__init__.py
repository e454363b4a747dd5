"""STS: sessions of roles for who may take them, and for how long.

moto gives credentials for any role to anybody: it reads neither the token nor the trust policy.
"""

from moto.sts.responses import TokenResponse

from localcloud.moto_patches.sts import operations
from localcloud.moto_patches.sts.refusals import answered
from localcloud.moto_patches.wrapping import wrap


def apply() -> None:
    """Apply the patches of STS."""
    wrap(TokenResponse, "_determine_resource")(lambda _original, _handler: "*")
    wrap(TokenResponse, "assume_role")(answered(operations.assume_role))
    wrap(TokenResponse, "assume_role_with_web_identity")(
        answered(operations.assume_role_with_web_identity)
    )
    wrap(TokenResponse, "get_caller_identity")(answered(operations.get_caller_identity))
