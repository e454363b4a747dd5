"""What moto's stores tell the running cloud; the mends call these, the server plugs them in."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Any

LogEvents = list[dict[str, Any]]


def _nobody_listens(*_: object) -> None:
    return None


def _taken(_operation: str) -> bool:
    return False


def _undisturbed(_operation: str, _handler: Any, serve: Callable[[], Any]) -> Any:
    return serve()


@dataclass
class Seams:
    """Callables that must return at once and must not run Lambda code in the caller's thread.

    ``log_events_stored`` gets the log group's name, the stream's name and the events with their
    ids; ``enqueue`` gets a function's ARN and an event; ``function_deleted`` gets a name;
    ``request_answered`` gets service and operation, as in "dynamodb.UpdateItem"; ``disturb`` gets
    that, moto's handler of the request and what would serve it, and returns the answer;
    ``refuses_entry`` gets it for every entry of a batch, and says whether the entry fails.
    """

    log_events_stored: Callable[[str, str, LogEvents], None] = _nobody_listens
    enqueue: Callable[[str, bytes], object] = _nobody_listens
    function_deleted: Callable[[str], None] = _nobody_listens
    request_answered: Callable[[str], None] = _nobody_listens
    disturb: Callable[[str, Any, Callable[[], Any]], Any] = _undisturbed
    refuses_entry: Callable[[str], bool] = _taken


plugged = Seams()
"""The seams of the running cloud; while none runs nobody listens."""

stream_written = Condition()
"""Notified after every record on any DynamoDB stream; the records are in moto's StreamShards."""
