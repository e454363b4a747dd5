"""Bucket policies that S3 refuses and moto takes.

Sentences of S3, read 2026-11-27: https://github.com/aws/aws-cli/issues/2779 (no JSON),
https://github.com/versity/versitygw/issues/648 and 649 (resource, principal),
https://github.com/humanmade/S3-Uploads/issues/191 and
https://github.com/versity/versitygw/pull/1176 (what is missing); the rest:
docs/claims.md#malformed-policies
"""

from localcloud.authorization import grammar
from localcloud.service_errors import ServiceError

_NO_JSON = "Policies must be valid JSON and the first byte must be '{'"
_INVALID = {
    "": _NO_JSON,
    "Action": "Policy has invalid action",
    "NotAction": "Policy has invalid action",
    "NotPrincipal": "Invalid principal in policy",
    "NotResource": "Policy has invalid resource",
    "Principal": "Invalid principal in policy",
    "Resource": "Policy has invalid resource",
}


def reject_policy(text: str) -> None:
    """Refuse a malformed bucket policy.

    Raises:
        ServiceError: MalformedPolicy, in S3's words where somebody recorded them.
    """
    try:
        grammar.check(text, "Principal", "Resource")
    except grammar.MalformedPolicy as error:
        sentence = _INVALID.get(error.element, f"Invalid policy syntax: {error.element}")
        if error.is_missing:
            sentence = f"Missing required field {error.element}"
        raise ServiceError("MalformedPolicy", sentence, 400) from error
