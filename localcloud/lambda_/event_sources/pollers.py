"""Starts a poller for every event source mapping."""

import time
from threading import Event, Thread

from localcloud.lambda_.event_sources.mapping import mapping_ids
from localcloud.lambda_.event_sources.sqs_poller import SqsPoller
from localcloud.lambda_.event_sources.stream_poller import StreamPoller
from localcloud.lambda_.interface import Functions

_POLL_INTERVAL_S = 0.1
_JOIN_TIMEOUT_S = 5.0
_POLLERS: dict[str, type[StreamPoller] | type[SqsPoller]] = {
    "dynamodb": StreamPoller,
    "sqs": SqsPoller,
}


class EventSourcePollers:
    """The pollers of all mappings, including those created later, until `stop`.

    `time_scale` is the length of a second of AWS time in real seconds, for batching windows and
    back-offs.
    """

    def __init__(self, functions: Functions, time_scale: float) -> None:
        self._functions = functions
        self._time_scale = time_scale
        self._closing = Event()
        self._pollers: dict[str, Thread] = {}
        self._watcher = Thread(target=self._watch, daemon=True, name="event-source-mappings")
        self._watcher.start()

    def stop(self) -> None:
        """Start no further batch."""
        self._closing.set()

    def join(self) -> None:
        """Wait up to five seconds until the batches in flight are done."""
        deadline = time.monotonic() + _JOIN_TIMEOUT_S
        for thread in [self._watcher, *self._pollers.values()]:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _watch(self) -> None:
        while not self._closing.is_set():
            for uuid, service in mapping_ids():
                if uuid not in self._pollers and service in _POLLERS:
                    self._pollers[uuid] = self._start(uuid, service)
            self._closing.wait(_POLL_INTERVAL_S)

    def _start(self, uuid: str, service: str) -> Thread:
        poller = _POLLERS[service](uuid, self._functions, self._time_scale, self._closing)
        thread = Thread(target=poller.run, daemon=True, name=f"{service}-poller-{uuid}")
        thread.start()
        return thread
