"""The admin API of the embedded cloud, beside the APIs of AWS."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response

from localcloud.fault_injection.plan import FaultPlan
from localcloud.fault_injection.rule import InvalidFaultRule, parse
from localcloud.identity import decisions, refusals
from localcloud.identity.issuers import Issuers
from localcloud.identity.recent_refusals import RefusedAction, recent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PREFIX = "/_localcloud/"


class AdminApi:
    """A WSGI application with five paths.

    GET /_localcloud/health answers the id of this cloud, /_localcloud/requests the number of
    requests by operation, /_localcloud/faults the fault rules with their counts. PUT to the last
    replaces the rules by those of a JSON list, see `localcloud.fault_injection.rule`.

    GET /_localcloud/refusals answers the last hundred refusals, newest first: `time` (Unix
    seconds), `principal`, `action`, `resource`, AWS's `code`, and its reason or the key's state.

    GET /_localcloud/issuers answers the addresses that stand in for OIDC issuers; PUT replaces
    them, as in `{"token.actions.githubusercontent.com": "http://127.0.0.1:8080"}`.

    GET /_localcloud/decisions answers the decisions of IAM that were recorded, see
    `localcloud.identity.decisions`; PUT of `{"record": true}` starts recording, false ends it.
    """

    def __init__(
        self, cloud_id: str, requests: Counter[str], faults: FaultPlan, issuers: Issuers
    ) -> None:
        self._cloud_id = cloud_id
        self._requests = requests
        self._faults = faults
        self._issuers = issuers

    @staticmethod
    def serves(path: str) -> bool:
        """True if a path belongs to the admin API."""
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
        elif page == "refusals":
            response = _json(200, [_described(*each) for each in recent.newest_first()])
        elif page == "issuers":
            response = self._answer_issuers(Request(environ))
        elif page == "decisions":
            response = _answer_decisions(Request(environ))
        else:
            response = _json(404, {"message": f"there is no {_PREFIX}{page}"})
        return response(environ, start_response)

    def _answer_faults(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._faults.replace(parse(json.loads(request.get_data())))
            except (InvalidFaultRule, ValueError) as error:
                return _json(400, {"message": str(error)})
        return _json(200, self._faults.report())

    def _answer_issuers(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._issuers.replace(json.loads(request.get_data()))
            except ValueError as error:
                return _json(400, {"message": str(error)})
        return _json(200, self._issuers.addresses)


def _answer_decisions(request: Request) -> Response:
    if request.method == "PUT":
        try:
            decisions.active.recording = _switch(json.loads(request.get_data()))
        except ValueError as error:
            return _json(400, {"message": str(error)})
    return _json(200, decisions.active.report())


def _switch(wanted: Any) -> bool:
    match wanted:
        case {"record": bool(record)}:
            return record
    raise ValueError('send {"record": true} or {"record": false}')


def _described(at: float, refused: RefusedAction) -> dict[str, Any]:
    return {"time": at, "code": refusals.code(refused), **vars(refused)}


def _json(status: int, document: Any) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")
