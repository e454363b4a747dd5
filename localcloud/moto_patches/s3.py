"""S3: the caller's rights, with the conditions of bucket policies, decide on each request.

moto evaluates a bucket policy by itself and ignores its conditions. Its requests do not pass
`call_action`, where those of all other services are checked.

DeleteObjects is decided for each key, and answers which it could not delete:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html, read 2026-11-26.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, wrap
from localcloud.refusals.s3 import reject_policy
from localcloud.service_errors import ServiceError, error_response

_DENIED = "AccessDenied"
_may_delete: ContextVar[Callable[[str], bool]] = ContextVar("may_delete")
"""Whether the caller of the DeleteObjects that this thread serves may delete a key."""


def apply() -> None:
    """Apply the patch of S3."""
    wrap(S3Response, "_bucket_response")(_checked)
    wrap(S3Response, "_key_response")(_checked)
    wrap(FakeBucket, "get_permission")(_permitted)


def _checked(original: Method, handler: Any, request: Any, full_url: str) -> Any:
    action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
    try:
        if action == "DeleteObjects":
            _may_delete.set(lambda key: _may(handler, key))
        elif action:
            hooks.active.authorize(f"s3.{action}", handler, handler.uri_match)
            if action == "PutBucketPolicy":
                reject_policy(request.get_data(as_text=True))
        return original(handler, request, full_url)
    except ServiceError as error:
        return error_response(handler, error)


def _may(handler: Any, key: str) -> bool:
    try:
        hooks.active.authorize("s3.DeleteObject", handler, {**handler.uri_match, "Key": key})
    except ServiceError as error:
        if error.code != _DENIED:
            raise
        return False
    return True


def _permitted(_original: Method, _bucket: Any, action: str, resource: str) -> Any:
    """For a key of DeleteObjects the decision; for all else it was taken before."""
    may_delete = _may_delete.get(None)
    if action != "s3:DeleteObject" or may_delete is None:
        return PermissionResult.PERMITTED
    allowed = may_delete(resource.partition(":::")[2].partition("/")[2])
    return PermissionResult.PERMITTED if allowed else PermissionResult.DENIED
