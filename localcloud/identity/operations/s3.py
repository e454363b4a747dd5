"""S3: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html."""

from collections.abc import Iterator, Mapping
from typing import Any

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
        yield Need(action, _resource(action, params), context)


def _resource(action: str, params: Mapping[str, Any]) -> str:
    types = reference.find(action).types
    if "Bucket" not in params or not types:
        return EVERY
    bucket = f"arn:aws:s3:::{params['Bucket']}"
    return f"{bucket}/{params['Key']}" if "object" in types and "Key" in params else bucket
