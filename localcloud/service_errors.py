"""The error that a service answers a request with, in the protocol of the request."""

import warnings
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult

Response = tuple[int, dict[str, str], str]


class ServiceError(Exception):
    """An error of a service: its code, its sentence, and its status if no model tells it."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class _Serializable(ServiceException):  # type: ignore[misc]  # moto ships no types
    """A class of this module, because moto takes an exception's module for its service."""


def error_response(handler: Any, error: ServiceError) -> Response:
    """The response that carries the error to the caller of moto's handler."""
    with warnings.catch_warnings():
        # moto warns that the general errors of AWS are in no service's model.
        warnings.simplefilter("ignore", UserWarning)
        result = ActionResult(_Serializable(error.code, error.message))
        modelled, headers, body = handler.serialized(result)
    status = error.status or modelled
    return status, {**headers, "status": str(status)}, body
