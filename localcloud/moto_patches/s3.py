"""S3: the caller's rights, with the conditions of bucket policies, decide on each request.

moto evaluates a bucket policy by itself and ignores its conditions. Its requests do not pass
`call_action`, where those of all other services are checked.
"""

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, wrap
from localcloud.service_errors import ServiceError, error_response


def apply() -> None:
    """Apply the patch of S3."""
    wrap(S3Response, "_bucket_response")(_checked)
    wrap(S3Response, "_key_response")(_checked)
    wrap(FakeBucket, "get_permission")(_permitted)


def _checked(original: Method, handler: Any, request: Any, full_url: str) -> Any:
    action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
    try:
        if action:
            hooks.active.authorize(f"s3.{action}", handler, handler.uri_match)
    except ServiceError as error:
        return error_response(handler, error)
    return original(handler, request, full_url)


def _permitted(_original: Method, _bucket: Any, _action: str, _resource: str) -> Any:
    """The decision was taken before."""
    return PermissionResult.PERMITTED
