"""The log of requests whose caller may not know what became of them.

A client that gets a 5xx, or loses its connection, asks again, although the service may have done
what was asked: without a line here its next error, such as "Function already exist", is a riddle.
"""

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_LOG = logging.getLogger(__name__)
_STARTED = "localcloud.started"
# How AWS's SDKs number their tries, "attempt=2; max=3".
_FIRST = "attempt=1"


class RequestHandler(MotoRequestHandler):  # type: ignore[misc]  # moto ships no types
    """Logs broken connections and bad requests; werkzeug would print a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        """Log errors only."""
        if type == "error":
            _LOG.warning(message, *args)

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        """Log that the client was gone before it had its answer."""
        _LOG.warning("%s: the client is gone", _describe(environ or {}), exc_info=error)


def with_log(environ: "WSGIEnvironment", start_response: "StartResponse") -> "StartResponse":
    """A `start_response` that logs each answer of 5xx, and each conflict of a repeated request."""
    environ[_STARTED] = time.monotonic()
    attempt = environ.get("HTTP_AMZ_SDK_REQUEST", _FIRST)

    def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
        code = int(status.split(maxsplit=1)[0])
        if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _LOG.warning("%s: answered %s", _describe(environ), status)
        elif code == HTTPStatus.CONFLICT and not attempt.startswith(_FIRST):
            _LOG.warning("%s: answered %s, %s", _describe(environ), status, attempt)
        return start_response(status, headers, *exc_info)

    return start


def log_unsupported(environ: "WSGIEnvironment", error: Exception) -> None:
    """Log that nothing here can answer a request, and why."""
    _LOG.warning("%s: not supported: %s", _describe(environ), error)


def _describe(environ: "WSGIEnvironment") -> str:
    """The request's method, path and target, and for how long it has been served."""
    seconds = time.monotonic() - environ.get(_STARTED, time.monotonic())
    named = [environ.get(name, "") for name in ("REQUEST_METHOD", "PATH_INFO", "HTTP_X_AMZ_TARGET")]
    return f"{' '.join(filter(None, named))} after {seconds:.1f} s"
