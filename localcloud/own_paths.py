"""What the embedded cloud answers about itself, beside AWS's APIs."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PREFIX = "/_localcloud/"


class OwnPaths:
    """A WSGI application: /_localcloud/health and /_localcloud/requests."""

    def __init__(self, cloud_id: str, requests: Counter[str]) -> None:
        self._cloud_id = cloud_id
        self._requests = requests

    @staticmethod
    def serves(path: str) -> bool:
        """Whether a path is one of ours."""
        return path.startswith(_PREFIX)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        page = environ["PATH_INFO"].removeprefix(_PREFIX)
        if page == "health":
            response = _json(200, {"id": self._cloud_id})
        elif page == "requests":
            response = _json(200, dict(self._requests))
        else:
            response = _json(404, {"message": f"there is no {_PREFIX}{page}"})
        return response(environ, start_response)


def failure(error: Exception) -> Response:
    """Return what a client gets when the cloud itself fails, in the words of AWS's services.

    What moto lacks is 501, which clients do not retry; anything else is 500.
    """
    if isinstance(error, NotImplementedError):
        kind, status = "UnknownOperationException", 501
    else:
        kind, status = "InternalFailure", 500
    response = _json(status, {"__type": kind, "message": f"the embedded cloud failed: {error!r}"})
    response.headers["x-amzn-ErrorType"] = kind
    return response


def _json(status: int, document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")
