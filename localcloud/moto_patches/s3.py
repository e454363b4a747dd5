"""S3: a Deny with a condition in a bucket policy does not deny everything.

moto ignores conditions, and so denies every request that such a statement names. This patch skips
these statements: requests to the embedded cloud count as sent over TLS and as naming no KMS key.
Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patch of S3."""
    wrap(FakeBucket, "get_permission")(_get_permission)


def _get_permission(original: Method, bucket: Any, action: str, resource: str) -> Any:
    if bucket.policy is None:
        return original(bucket, action, resource)
    document = json.loads(bucket.policy)
    statements = document["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    kept = [each for each in statements if not (each["Effect"] == "Deny" and "Condition" in each)]
    if not kept:
        return PermissionResult.NEUTRAL
    applying = json.dumps({**document, "Statement": kept})
    return IAMPolicy(applying).is_action_permitted(action, resource)
