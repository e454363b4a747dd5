"""KMS refuses a key policy after which its caller could not change the policy again.

https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (key policy lockout
safety check), read 2026-11-26. Whether Principal `*` satisfies it:
docs/claims.md#create-key-lockout
"""

from collections.abc import Mapping
from typing import Any

from localcloud.authorization import grammar
from localcloud.identity.authorizer import decision_on
from localcloud.identity.documents import statements
from localcloud.identity.needs import Need, arn
from localcloud.identity.operations.kms import key_arn
from localcloud.identity.principals import Principal
from localcloud.service_errors import ServiceError

_NEW_KEY = arn("kms", "key/00000000-0000-0000-0000-000000000000")
_ASKED = {"kms.CreateKey", "kms.PutKeyPolicy"}


def lockout(operation: str, principal: Principal, params: Mapping[str, Any]) -> ServiceError | None:
    """The error if the request would lock its caller out of the key, else None."""
    policy = params.get("Policy") if operation in _ASKED else None
    if not policy or params.get("BypassPolicyLockoutSafetyCheck"):
        return None
    key = key_arn(params["KeyId"]) if "KeyId" in params else _NEW_KEY
    try:
        grammar.check(policy, "Principal")
    except grammar.MalformedPolicy:
        return None  # the policy itself is refused
    wanted = Need("kms:PutKeyPolicy", key)
    if decision_on(principal, wanted, statements(policy)).allowed:
        return None
    return ServiceError(
        "MalformedPolicyDocumentException",
        "The new key policy will not allow you to update the key policy in the future.",
        400,
    )
