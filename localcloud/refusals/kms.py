"""Keys: what KMS refuses and moto takes.

Sources, read 2026-11-26: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html,
https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html,
https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (which operation works in
which state); the sentence about a lock-out:
https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2843. What KMS says of a policy
that it cannot read is empty: https://github.com/aws/aws-sdk-ruby/issues/1784, read 2026-11-27.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from localcloud.authorization import grammar
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MALFORMED = "MalformedPolicyDocumentException"
_INVALID_PRINCIPALS = "Policy contains a statement with one or more invalid principals."
_MOST_POLICY_BYTES = 32_768
_WINDOWS = range(7, 31)
_CRYPTOGRAPHIC = (
    "CreateGrant",
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "EnableKeyRotation",
    "DisableKeyRotation",
)
_ONLY_ALIVE = (
    *_CRYPTOGRAPHIC,
    "CreateAlias",
    "DisableKey",
    "EnableKey",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateKeyDescription",
)
_IDENTITY = re.compile(r"arn:aws:iam::(?P<account>\d{12}):(?P<kind>role|user)/(?:.*/)?(?P<name>.+)")


def _policy(request: ServiceRequest) -> None:
    text = request.params.get("Policy")
    if text is None:
        return
    if len(text.encode()) > _MOST_POLICY_BYTES:
        raise ServiceError(
            "LimitExceededException", f"A key policy has at most {_MOST_POLICY_BYTES} bytes."
        )
    statements = _statements(text)
    for arn in _principals(statements):
        _reject_missing(request, arn)
    if not request.params.get("BypassPolicyLockoutSafetyCheck") and not any(
        map(_may_put_policy, statements)
    ):
        raise ServiceError(
            _MALFORMED,
            "The new key policy will not allow you to update the key policy in the future.",
        )


def _statements(text: str) -> list[dict[str, Any]]:
    try:
        grammar.check(text, "Principal")
    except grammar.MalformedPolicy as error:
        principal = error.element.endswith("Principal") and not error.is_missing
        raise ServiceError(_MALFORMED, _INVALID_PRINCIPALS if principal else "") from error
    statements = json.loads(text)["Statement"]
    return [statements] if isinstance(statements, dict) else list(statements)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _principals(statements: list[dict[str, Any]]) -> Iterator[str]:
    for statement in statements:
        principal = statement.get("Principal")
        if isinstance(principal, dict):
            yield from _listed(principal.get("AWS"))


def _reject_missing(request: ServiceRequest, arn: str) -> None:
    match = _IDENTITY.fullmatch(arn)
    if match is None or match["account"] != request.account:
        return
    stored = request.backend("iam")
    kinds = {"role": stored.roles, "user": stored.users}
    names = {each.name for each in list(kinds[match["kind"]].values())}
    if match["name"] not in names:
        raise ServiceError(_MALFORMED, _INVALID_PRINCIPALS)


def _may_put_policy(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal")
    someone = principal == "*" or (isinstance(principal, dict) and "AWS" in principal)
    actions = [each.lower() for each in _listed(statement.get("Action"))]
    patterns = (re.escape(each).replace(r"\*", ".*").replace(r"\?", ".") for each in actions)
    covered = any(re.fullmatch(each, "kms:putkeypolicy") for each in patterns)
    return statement.get("Effect") == "Allow" and someone and covered


def _window(request: ServiceRequest) -> None:
    if request.params.get("PendingWindowInDays", _WINDOWS[-1]) not in _WINDOWS:
        raise ServiceError(
            "ValidationException", "PendingWindowInDays must be between 7 and 30, inclusive."
        )


def _alias_name(request: ServiceRequest) -> None:
    if request.params["AliasName"].startswith("alias/aws/"):
        raise ServiceError("NotAuthorizedException", "")


def _alive(request: ServiceRequest) -> None:
    key = _key(request)
    if key is not None and key.key_state == "PendingDeletion":
        raise ServiceError("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def _enabled(request: ServiceRequest) -> None:
    key = _key(request)
    if key is not None and key.key_state == "Disabled":
        raise ServiceError("DisabledException", f"{key.arn} is disabled.")


def _key(request: ServiceRequest) -> Any:
    """The key that the request names in any of four ways, None if there is none."""
    backend = request.backend("kms")
    name = request.params.get("KeyId") or request.params.get("TargetKeyId")
    return backend.keys.get(backend.any_id_to_key_id(name)) if name else None


_OF_STATE: dict[str, tuple[Rule, ...]] = {
    f"kms.{name}": (_alive, _enabled) if name in _CRYPTOGRAPHIC else (_alive,)
    for name in _ONLY_ALIVE
}
RULES: dict[str, tuple[Rule, ...]] = {
    **_OF_STATE,
    "kms.CreateAlias": (_alias_name, *_OF_STATE["kms.CreateAlias"]),
    "kms.CreateKey": (_policy,),
    "kms.PutKeyPolicy": (_policy,),
    "kms.UpdateAlias": (_alias_name,),
    "kms.ScheduleKeyDeletion": (_window, *_OF_STATE["kms.ScheduleKeyDeletion"]),
}
