"""Starts a reader for every event source mapping."""

import time
from threading import Event, Thread

from localcloud.lambda_.event_sources.mapping import mapping_ids
from localcloud.lambda_.event_sources.sqs_poller import QueueReader
from localcloud.lambda_.event_sources.stream_poller import StreamReader
from localcloud.lambda_.interface import Functions

_LOOK_AGAIN_S = 0.1
_PATIENCE_S = 5.0
_READERS: dict[str, type[StreamReader] | type[QueueReader]] = {
    "dynamodb": StreamReader,
    "sqs": QueueReader,
}


class MappingPoller:
    """Watches the mappings of the cloud from its creation until ``stop``.

    ``time_scale`` is how many real seconds a second of the poller's own waits takes: batching
    windows and back-offs.
    """

    def __init__(self, functions: Functions, time_scale: float) -> None:
        self._functions = functions
        self._time_scale = time_scale
        self._closing = Event()
        self._readers: dict[str, Thread] = {}
        self._watcher = Thread(target=self._watch, daemon=True, name="mapping-poller")
        self._watcher.start()

    def stop(self) -> None:
        """Start no further batch."""
        self._closing.set()

    def join(self) -> None:
        """Wait a short while until the batches at work are done."""
        deadline = time.monotonic() + _PATIENCE_S
        for thread in [self._watcher, *self._readers.values()]:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _watch(self) -> None:
        while not self._closing.is_set():
            for uuid, service in mapping_ids():
                if uuid not in self._readers and service in _READERS:
                    self._readers[uuid] = self._start(uuid, service)
            self._closing.wait(_LOOK_AGAIN_S)

    def _start(self, uuid: str, service: str) -> Thread:
        reader = _READERS[service](uuid, self._functions, self._time_scale, self._closing)
        thread = Thread(target=reader.run, daemon=True, name=f"{service}-reader-{uuid}")
        thread.start()
        return thread
