"""A request that is sent again has no conflict with its own first attempt.

AWS's SDKs send a request again when its connection breaks, with the same `amz-sdk-invocation-id`
and the next number in `amz-sdk-request`: "attempt=2; max=25". On a busy machine they did so after
an attempt that had been served in full, and read that their own function already exists. What is
lost on this machine says nothing of AWS, so the answer that was missed is given again. It is in
place of a conflict only: whatever else is sent twice has its effect twice, as on AWS.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Iterable
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOG = logging.getLogger(__name__)
_INVOCATION, _ATTEMPT = "HTTP_AMZ_SDK_INVOCATION_ID", "HTTP_AMZ_SDK_REQUEST"
_FIRST = "attempt=1"
_READING = {"GET", "HEAD"}
_KEPT, _MOST_BYTES = 500, 65_536


class RepeatedRequests:
    """The latest answers to requests that made something, by the ids of their invocations."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, tuple[Response, float]] = OrderedDict()
        self._lock = Lock()

    def answer(
        self, app: "WSGIApplication", environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The application's answer, or in place of a conflict that of an earlier attempt."""
        invocation = environ.get(_INVOCATION, "")
        if not invocation or environ["REQUEST_METHOD"] in _READING:
            return app(environ, start_response)
        response = Response.from_app(app, environ, buffered=True)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            self._keep(invocation, response)
        elif response.status_code == HTTPStatus.CONFLICT:
            response = self._missed(invocation, environ) or response
        return response(environ, start_response)

    def _keep(self, invocation: str, response: Response) -> None:
        if len(response.data) > _MOST_BYTES:
            return
        with self._lock:
            self._answers[invocation] = response, time.monotonic()
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)

    def _missed(self, invocation: str, environ: "WSGIEnvironment") -> Response | None:
        if environ.get(_ATTEMPT, _FIRST).startswith(_FIRST):
            return None
        with self._lock:
            earlier, at = self._answers.get(invocation, (None, 0.0))
        if earlier:
            request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            _LOG.warning("%s: its answer of %.1f s ago was missed", request, time.monotonic() - at)
        return earlier
