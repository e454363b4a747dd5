"""The server: one HTTP endpoint for all services of the embedded cloud."""

import logging
import socket
import uuid
from collections import Counter
from collections.abc import Iterable
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING

from moto.core.base_backend import BackendDict
from werkzeug.serving import make_server

from localcloud import hooks, moto_patches
from localcloud.admin_api import AdminApi
from localcloud.api_gateway import ApiGateway
from localcloud.cloudwatch import store
from localcloud.cloudwatch.alarms import AlarmEvaluator
from localcloud.cloudwatch.log_metrics import LogMetrics
from localcloud.cloudwatch.service_metrics import sqs
from localcloud.fault_injection.functions import FaultInjectingFunctions, throttles_events
from localcloud.fault_injection.ghosts import Ghosts
from localcloud.fault_injection.plan import FaultPlan
from localcloud.fault_injection.requests import RequestFaults
from localcloud.fault_injection.rule import Effect
from localcloud.identity import decisions, enforcement, propagation
from localcloud.identity.issuers import Issuers
from localcloud.identity.propagation import Propagation
from localcloud.identity.recent_refusals import recent
from localcloud.identity.sessions import Sessions
from localcloud.lambda_ import execution_role
from localcloud.lambda_.event_sources.pollers import EventSourcePollers
from localcloud.lambda_.invoke_api import InvokeApi
from localcloud.lambda_.runtime.runtimes import Runtimes
from localcloud.lambda_.service import LambdaService
from localcloud.logs.store import store_log_events
from localcloud.logs.subscriptions import Subscriptions
from localcloud.moto_patches import wrapping
from localcloud.refusals.requests import operation_model
from localcloud.refusals.validation import validate
from localcloud.repeated_requests import RepeatedRequests
from localcloud.request_log import RequestHandler, log_unsupported, with_log
from localcloud.unsupported import UNSUPPORTED, MotoServices, error_response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = "127.0.0.1"
_BACKLOG = 128
_LATE = (Effect.LATE_KEY_TAGS, Effect.LATE_ROLES)
_one_per_process = Lock()


class EmbeddedCloud:
    """A running embedded cloud, one at a time in a process, because moto's stores are global.

    Raises:
        OSError: the port is in use.
        RuntimeError: another embedded cloud runs in this process.
    """

    def __init__(self, port: int = 0, time_scale: float = 1.0) -> None:
        self._listener = socket.create_server((_HOST, port), backlog=_BACKLOG)
        if not _one_per_process.acquire(blocking=False):
            self._listener.close()
            raise RuntimeError("an embedded cloud is running in this process already")
        moto_patches.apply()
        self.id = str(uuid.uuid4())
        self._sessions = Sessions()
        self._issuers = Issuers()
        self._metrics = store.MetricStore(time_scale)
        self._faults = FaultPlan()
        open_session = partial(execution_role.open_session, self._sessions)
        runtimes = Runtimes(self.endpoint, store_log_events, open_session)
        self._lambda = LambdaService(runtimes, time_scale, partial(throttles_events, self._faults))
        self._functions = FaultInjectingFunctions(self._lambda, self._faults)
        self._request_faults = RequestFaults(self._faults, runtimes.kill)
        self._requests: Counter[str] = Counter()
        self._counting = Lock()
        self._repeats = RepeatedRequests()
        self._admin_api = AdminApi(self.id, self._requests, self._faults, self._issuers)
        self._invoke_api = InvokeApi(
            self._lambda, partial(validate, operation_model("lambda", "Invoke"))
        )
        self._api_gateway = ApiGateway(self._functions)
        self._moto = MotoServices()
        self._subscriptions = Subscriptions(self._functions)
        self._log_metrics = LogMetrics(self._metrics)
        self._activate_hooks(time_scale)
        self._alarms = AlarmEvaluator(self._metrics, sqs.measure)
        self._pollers = EventSourcePollers(self._functions, time_scale)
        self._serve()

    @property
    def endpoint(self) -> str:
        """The value of AWS_ENDPOINT_URL."""
        return f"http://{_HOST}:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Stop serving, end every runtime process and delete all resources."""
        self._server.shutdown()
        self._server.server_close()
        self._listener.close()
        self._alarms.close()
        self._pollers.stop()  # before the functions end, or the pollers would retry their batches
        self._lambda.close()
        self._pollers.join()
        wrapping.restore()
        hooks.active = hooks.Hooks()
        propagation.activate(Propagation())
        store.activate(store.MetricStore())
        recent.clear()
        decisions.active.reset()
        BackendDict.reset()
        _one_per_process.release()

    def _activate_hooks(self, time_scale: float) -> None:
        store.activate(self._metrics)
        ghosts = Ghosts(self._faults, time_scale)
        hides_tags, hides_role = (partial(self._faults.hides, each) for each in _LATE)
        propagation.activate(Propagation(hides_tags, hides_role, time_scale))
        hooks.active = hooks.Hooks(
            log_events_stored=self._logs_stored,
            enqueue=self._functions.enqueue,
            function_deleted=self._lambda.remove,
            request_answered=self._count,
            inject_fault=self._request_faults.answer,
            fails_entry=self._request_faults.fails_entry,
            authorize=partial(enforcement.check, self._sessions),
            ghosts_are_kept=ghosts.are_kept,
            keep_ghost=ghosts.keep,
            ghosts=ghosts.listed_by,
            time_scale=time_scale,
            sessions=self._sessions,
            issuers=self._issuers,
        )

    def _serve(self) -> None:
        # With a port, werkzeug would exit the process if it is in use; with a socket it does not.
        self._server = make_server(
            _HOST,
            0,
            self._answer,
            threaded=True,
            request_handler=RequestHandler,
            fd=self._listener.fileno(),
        )
        Thread(target=self._server.serve_forever, args=[0.1], daemon=True, name="endpoint").start()

    def _logs_stored(self, group: str, stream: str, events: hooks.LogEvents) -> None:
        self._log_metrics.collect(group, events)
        self._subscriptions.deliver(group, stream, events)

    def _count(self, operation: str) -> None:
        with self._counting:
            self._requests[operation] += 1

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer any request: no request may end the cloud."""
        logged = with_log(environ, start_response)
        content_type = environ.get("CONTENT_TYPE", "")
        try:
            return self._repeats.answer(self._application(environ), environ, logged)
        except UNSUPPORTED as error:
            log_unsupported(environ, error)
            return error_response(error, content_type)(environ, start_response)
        except Exception as error:
            logging.getLogger(__name__).exception("%(REQUEST_METHOD)s %(PATH_INFO)s", environ)
            return error_response(error, content_type)(environ, logged)

    def _application(self, environ: "WSGIEnvironment") -> "WSGIApplication":
        path = environ.get("PATH_INFO", "/")
        if self._admin_api.serves(path):
            return self._admin_api
        if self._invoke_api.serves(environ["REQUEST_METHOD"], path):
            self._count("lambda.Invoke")
            return self._invoke_api
        if self._api_gateway.serves(path):
            return self._api_gateway
        moto: WSGIApplication = self._moto
        return moto
