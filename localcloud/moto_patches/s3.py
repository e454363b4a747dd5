"""A bucket's policy denies only what its condition describes.

moto reads no condition, and so denies everything that such a statement names. Which request would
meet one is not asked here: requests of an embedded cloud count as sent over TLS, and as naming no
key of their own.
Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Mend FakeBucket."""
    wrap(FakeBucket, "get_permission")(_get_permission)


def _get_permission(original: Method, bucket: Any, action: str, resource: str) -> Any:
    if bucket.policy is None:
        return original(bucket, action, resource)
    document = json.loads(bucket.policy)
    blocks = document["Statement"]
    blocks = blocks if isinstance(blocks, list) else [blocks]
    kept = [block for block in blocks if not (block["Effect"] == "Deny" and "Condition" in block)]
    if not kept:
        return PermissionResult.NEUTRAL
    applying = json.dumps({**document, "Statement": kept})
    return IAMPolicy(applying).is_action_permitted(action, resource)
