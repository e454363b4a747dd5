"""What the embedded cloud cannot serve: services and operations that it lacks, its own failures."""

import json
from typing import Any
from xml.sax.saxutils import escape

from moto.backends import list_of_moto_modules
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug import Response

from localcloud.authorization.conditions import UnknownConditionKey, UnknownOperator
from localcloud.authorization.reference import UnknownAction

UNSUPPORTED = (NotImplementedError, UnknownAction, UnknownConditionKey, UnknownOperator)
_FORM = "application/x-www-form-urlencoded"  # the body of the protocols that answer in XML


class MotoServices(DomainDispatcherApplication):  # type: ignore[misc]  # moto ships no types
    """A WSGI application for all services of moto.

    Raises:
        NotImplementedError: moto lacks the service, or a package that it needs.
    """

    def __init__(self) -> None:
        super().__init__(_create_app)

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service of a host; moto would print that there is none, and fail later."""
        if host is None or host == "moto_api" or host in list_of_moto_modules():
            return host
        for backend, pattern in self.backend_url_patterns:
            if pattern.match(f"http://{host}"):
                return backend
        raise NotImplementedError(f"there is no service {host}")


def _create_app(service: Any) -> Any:
    try:
        return create_backend_app(service)
    except ModuleNotFoundError as error:
        message = f"{service} needs the package {error.name}, which is not installed"
        raise NotImplementedError(message) from error


def error_response(error: Exception, content_type: str) -> Response:
    """The response to a request of a content type, in the form of AWS's services.

    What is not supported is 501, which clients do not retry; any other error is 500.
    """
    if isinstance(error, UNSUPPORTED):
        kind, status, message = "UnknownOperationException", 501, f"not supported here: {error}"
    else:
        kind, status, message = "InternalFailure", 500, f"the embedded cloud failed: {error!r}"
    if content_type.startswith(_FORM):
        return Response(_xml(kind, message), status, content_type="text/xml")
    body = json.dumps({"__type": kind, "message": message})
    headers = {"x-amzn-ErrorType": kind}
    return Response(body, status, headers, content_type="application/json")


def _xml(code: str, message: str) -> str:
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return f"<ErrorResponse>{error}<RequestId/></ErrorResponse>"
