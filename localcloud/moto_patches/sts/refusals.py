"""What STS answers when it refuses, with the HTTP status that moto would not give."""

import functools
import warnings
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult

from localcloud.moto_patches.wrapping import Method

_FORBIDDEN, _NOT_IMPLEMENTED = 403, 501
Operation = Callable[[Method, Any], Any]


class Refused(ServiceException):  # type: ignore[misc]  # moto ships no types
    """STS refuses with this error code, message and HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message)
        self.status = status


def denied(message: str) -> Refused:
    """The caller lacks the right."""
    return Refused("AccessDenied", message, _FORBIDDEN)


def unknown_key() -> Refused:
    """Nobody was given this access key, or not with this session token."""
    message = "The security token included in the request is invalid."
    return Refused("InvalidClientTokenId", message, _FORBIDDEN)


def expired_key() -> Refused:
    """The session has ended: https://github.com/pulumi/pulumi-aws/issues/3866."""
    message = "The security token included in the request is expired"
    return Refused("ExpiredToken", message, _FORBIDDEN)


def unsupported(what: str) -> Refused:
    """The embedded cloud does not know how AWS would decide; a guess would grant or deny access."""
    return Refused("NotImplemented", f"the embedded cloud lacks {what}", _NOT_IMPLEMENTED)


def answered(operation: Operation) -> Operation:
    """The operation, with an answer in place of a refusal."""

    @functools.wraps(operation)
    def method(original: Method, handler: Any) -> Any:
        try:
            return operation(original, handler)
        except Refused as error:
            return _answer(handler, error)

    return method


def _answer(handler: Any, error: Refused) -> tuple[int, dict[str, str], str]:
    with warnings.catch_warnings():
        # moto warns that the general errors of AWS are in no service's model.
        warnings.simplefilter("ignore", UserWarning)
        _, headers, body = handler.serialized(ActionResult(error))
    return error.status, {**headers, "status": str(error.status)}, body
