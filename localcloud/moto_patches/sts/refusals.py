"""What STS answers when it refuses."""

import functools
from collections.abc import Callable
from typing import Any

from localcloud.moto_patches.wrapping import Method
from localcloud.service_errors import ServiceError, error_response

_BAD_REQUEST, _FORBIDDEN, _NOT_IMPLEMENTED = 400, 403, 501
Operation = Callable[[Method, Any], Any]


def refused(code: str, message: str) -> ServiceError:
    """The request asks for what nobody can get."""
    return ServiceError(code, message, _BAD_REQUEST)


def denied(message: str) -> ServiceError:
    """The caller lacks the right."""
    return ServiceError("AccessDenied", message, _FORBIDDEN)


def unsupported(what: str) -> ServiceError:
    """The embedded cloud does not know how AWS would decide; a guess would grant or deny access."""
    return ServiceError("NotImplemented", f"the embedded cloud lacks {what}", _NOT_IMPLEMENTED)


def answered(operation: Operation) -> Operation:
    """The operation, with an answer in place of a refusal."""

    @functools.wraps(operation)
    def method(original: Method, handler: Any) -> Any:
        try:
            return operation(original, handler)
        except ServiceError as error:
            return error_response(handler, error)

    return method
