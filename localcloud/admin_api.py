"""What the embedded cloud answers about itself, beside AWS's APIs."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response

from localcloud.fault_injection.plan import FaultPlan
from localcloud.fault_injection.rule import BadRule, parse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PREFIX = "/_localcloud/"


class OwnPaths:
    """A WSGI application: /_localcloud/health, /_localcloud/requests and /_localcloud/faults.

    PUT to the last replaces the faults by a JSON list, see ``localcloud.fault_injection.rule``.
    """

    def __init__(self, cloud_id: str, requests: Counter[str], faults: FaultPlan) -> None:
        self._cloud_id = cloud_id
        self._requests = requests
        self._faults = faults

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
        elif page == "faults":
            response = self._answer_faults(Request(environ))
        else:
            response = _json(404, {"message": f"there is no {_PREFIX}{page}"})
        return response(environ, start_response)

    def _answer_faults(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._faults.replace(parse(json.loads(request.get_data())))
            except (BadRule, ValueError) as error:
                return _json(400, {"message": str(error)})
        return _json(200, self._faults.report())


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


def _json(status: int, document: Any) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")
