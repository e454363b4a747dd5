"""Hooks between moto and the running cloud: the patches call them, the server sets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from localcloud.identity.issuers import Issuers
from localcloud.identity.sessions import Sessions

LogEvents = list[dict[str, Any]]


def _ignore(*_: object) -> None:
    return None


def _never(_operation: str) -> bool:
    return False


def _serve(_operation: str, _handler: Any, serve: Callable[[], Any]) -> Any:
    return serve()


def _allow(_operation: str, _handler: Any, _params: Mapping[str, Any]) -> None:
    return None


@dataclass
class Hooks:
    """Callables that must return at once and must not run Lambda code in the caller's thread.

    `log_events_stored` gets the names of log group and log stream, and the events with their ids.
    `enqueue` gets a function's ARN and an event. `function_deleted` gets the function's name.
    `request_answered` gets service and operation, as in "dynamodb.UpdateItem". `inject_fault` gets
    the operation, moto's handler and a callable that serves the request; it returns the response.
    `fails_entry` gets the operation for every entry of a batch; True fails that entry. `authorize`
    gets an operation, moto's handler and the parameters by botocore's names; it raises the
    ServiceError for a caller without the right.
    `ghosts` gets the operation of a list; it returns what that must show although it was deleted.
    While `ghosts_are_kept`, `keep_ghost` gets such an operation, the name of what was deleted and
    what the operation shows of it. `time_scale` is the length of a second of AWS time in seconds.
    `sessions` are the credentials that the cloud gave out. `issuers` are the
    stand-ins for OIDC issuers.
    """

    log_events_stored: Callable[[str, str, LogEvents], None] = _ignore
    enqueue: Callable[[str, bytes], object] = _ignore
    function_deleted: Callable[[str], None] = _ignore
    request_answered: Callable[[str], None] = _ignore
    inject_fault: Callable[[str, Any, Callable[[], Any]], Any] = _serve
    fails_entry: Callable[[str], bool] = _never
    authorize: Callable[[str, Any, Mapping[str, Any]], None] = _allow
    ghosts_are_kept: Callable[[], bool] = lambda: False
    keep_ghost: Callable[[str, str, Any], None] = _ignore
    ghosts: Callable[[str], dict[str, Any]] = lambda _operation: {}
    time_scale: float = 1.0
    sessions: Sessions = field(default_factory=Sessions)
    issuers: Issuers = field(default_factory=Issuers)


active = Hooks()
"""The hooks of the running cloud; without a running cloud they do nothing."""

stream_written = Condition()
"""Notified after every record on any DynamoDB stream; the records are in moto's StreamShards."""

queues_changed = Condition()
"""Guards every SQS queue and is notified of every change; no function ever runs inside."""
