"""S3: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from moto.s3.models import s3_backends

from localcloud.account import ACCOUNT
from localcloud.authorization import reference
from localcloud.identity.needs import EVERY, Need

# The headers that bucket policies may ask for; a key is there only if the header was sent:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
_HEADERS = {
    "x-amz-server-side-encryption": "s3:x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-acl": "s3:x-amz-acl",
    "if-match": "s3:if-match",
    "if-none-match": "s3:if-none-match",
}


def needs(operation: str, params: Mapping[str, Any], headers: Any, query: Any) -> Iterator[Need]:
    """The rights for one operation on a bucket or on an object of it."""
    context = {key: headers[name] for name, key in _HEADERS.items() if name in headers}
    if "prefix" in query:
        context["s3:prefix"] = query["prefix"]
    for action in reference.actions_of(f"s3.{operation}"):
        copied = headers.get("x-amz-copy-source") if action == "s3:GetObject" else None
        source = f"arn:aws:s3:::{unquote(copied).lstrip('/')}" if copied else ""
        yield Need(action, source or _resource(action, params), context)


def is_public(need: Need) -> bool:
    """Whether the bucket lets a policy open it to everybody: new ones block that.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
    moto does not tell a bucket without the setting from a new one; neither is public here.
    """
    name = need.resource.partition(":::")[2].partition("/")[0]
    bucket = s3_backends[ACCOUNT]["aws"].buckets.get(name)
    block = bucket.public_access_block if bucket else None
    return block is not None and str(block.restrict_public_buckets).lower() == "false"


def _resource(action: str, params: Mapping[str, Any]) -> str:
    types = reference.find(action).types
    if "Bucket" not in params or not types:
        return EVERY
    bucket = f"arn:aws:s3:::{params['Bucket']}"
    return f"{bucket}/{params.get('Key', EVERY)}" if "object" in types else bucket
