"""The asynchronous event queue of the Lambda service.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html.
"""

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock

from localcloud.cloudwatch.service_metrics import lambda_ as metrics
from localcloud.lambda_ import store
from localcloud.lambda_.async_invocation.event import AsyncEvent
from localcloud.lambda_.async_invocation.records import dead_letter_attributes, destination_record
from localcloud.lambda_.async_invocation.retries import (
    DestinationCondition,
    Retry,
    after_error,
    after_throttle,
)
from localcloud.lambda_.async_invocation.schedule import Schedule
from localcloud.lambda_.destinations import Attributes, NotDeliverable, deliver
from localcloud.lambda_.interface import FunctionNotFound, InvocationResult, Refused, Throttled
from localcloud.lambda_.runtime.pool import MACHINE_LIMIT

_LOG = logging.getLogger(__name__)

Attempt = Callable[[str, str, bytes], InvocationResult]
"""Runs a function once: ARN, request id, payload; may raise Throttled or FunctionNotFound."""


class EventQueue:
    """Keeps accepted events until they succeed or are discarded."""

    def __init__(self, attempt: Attempt, time_scale: float) -> None:
        self._attempt = attempt
        self._schedule = Schedule(time_scale)
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._lock = Lock()
        self._closed = False

    def put(self, arn: str, payload: bytes) -> str:
        """Accept an event; the request id is the same for all its attempts."""
        event = AsyncEvent(arn, str(uuid.uuid4()), payload)
        metrics.event_received(arn)
        self._start(event)
        return event.request_id

    def close(self) -> None:
        """Start no further attempt."""
        self._schedule.close()
        with self._lock:
            self._closed = True
            for executor in self._executors.values():
                executor.shutdown(wait=False, cancel_futures=True)

    def _start(self, event: AsyncEvent) -> None:
        with self._lock:
            if not self._closed:
                self._executor(event.arn).submit(self._process, event)

    def _executor(self, arn: str) -> ThreadPoolExecutor:
        """One executor for each function: a slow one does not delay the others."""
        if arn not in self._executors:
            self._executors[arn] = ThreadPoolExecutor(MACHINE_LIMIT, "async-invoke")
        return self._executors[arn]

    def _process(self, event: AsyncEvent) -> None:
        try:
            self._attempt_once(event)
        except FunctionNotFound:
            _LOG.warning("event %s dropped: %s was deleted", event.request_id, event.arn)
        except Exception:  # noqa: BLE001 (the executor's future would swallow it silently)
            if not self._closed:  # closing the cloud kills the processes under it
                _LOG.exception("event %s of %s dropped", event.request_id, event.arn)

    def _attempt_once(self, event: AsyncEvent) -> None:
        settings = store.async_settings(event.arn)
        decision = self._run(event, settings)
        if self._closed:
            return
        if isinstance(decision, Retry):
            event.add_wait(decision.delay_s, self._schedule.real_seconds(decision.delay_s))
            self._schedule.after(decision.delay_s, partial(self._start, event))
        else:
            _send_result(event, store.async_settings(event.arn), decision)

    def _run(
        self, event: AsyncEvent, settings: store.AsyncSettings
    ) -> Retry | DestinationCondition:
        metrics.event_age(event.arn, event.age_s)
        try:
            result = self._attempt(event.arn, event.request_id, event.payload)
        except (Throttled, Refused):
            event.throttles += 1
            reserved = store.reserved_concurrency(event.arn)
            return after_throttle(settings, event.throttles, event.age_s, reserved)
        event.attempts += 1
        event.throttles = 0
        event.last_result = result
        if result.error is None:
            return DestinationCondition.SUCCESS
        return after_error(settings, event.attempts, event.age_s)


def _send_result(
    event: AsyncEvent, settings: store.AsyncSettings, condition: DestinationCondition
) -> None:
    """Send the event to the destination and to the dead-letter queue, where they are set."""
    success = condition is DestinationCondition.SUCCESS
    if not success:
        metrics.event_dropped(event.arn)
    destination = settings.on_success if success else settings.on_failure
    if destination:
        record = destination_record(event, settings.qualified_arn, condition, event.last_result)
        if not _delivered(event.arn, destination, record):
            metrics.destination_failed(event.arn)
    if settings.dead_letter_arn and not success:
        attributes = dead_letter_attributes(event, event.last_result)
        if not _delivered(event.arn, settings.dead_letter_arn, event.payload.decode(), attributes):
            metrics.dead_letter_failed(event.arn)


def _delivered(function: str, arn: str, body: str, attributes: Attributes | None = None) -> bool:
    """Send a document once; AWS, too, loses what its target refuses."""
    try:
        deliver(function, arn, body, attributes)
    except NotDeliverable as reason:
        _LOG.warning("%s", reason)
        return False
    return True
