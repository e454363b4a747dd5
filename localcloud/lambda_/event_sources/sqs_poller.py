"""Polls the queue of one event source mapping for as long as the mapping exists."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

from moto.sqs.exceptions import QueueDoesNotExist

from localcloud.lambda_.event_sources.sqs_batch import QueueBatch
from localcloud.lambda_.event_sources.sqs_mapping import QueueMapping, find_queue_mapping
from localcloud.lambda_.interface import Functions

_LOG = logging.getLogger(__name__)

_LOOK_AGAIN_S = 0.2
_MOST_WORKERS = 1000


class QueueReader:
    """Gathers batches one after another and delivers up to the maximum concurrency at a time.

    A batch is gathered only once a worker is free: what could not be processed must not be
    received, or it would use up its receives.
    """

    def __init__(self, uuid: str, functions: Functions, time_scale: float, closing: Event) -> None:
        self._uuid = uuid
        self._functions = functions
        self._time_scale = time_scale
        self._closing = closing
        self._busy = 0
        self._freed = Semaphore(0)
        self._workers = ThreadPoolExecutor(_MOST_WORKERS, f"queue-reader-{uuid}")

    def run(self) -> None:
        """Process batches until the mapping is deleted or the cloud closes."""
        while not self._closing.is_set():
            mapping = find_queue_mapping(self._uuid)
            if mapping is None:
                break
            try:
                self._process_next(mapping)
            except QueueDoesNotExist:
                self._closing.wait(_LOOK_AGAIN_S)
            except Exception:  # noqa: BLE001 - the mapping must survive, as it does on AWS
                _LOG.exception("event source mapping %s", self._uuid)
                self._closing.wait(_LOOK_AGAIN_S)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _process_next(self, mapping: QueueMapping) -> None:
        if not mapping.enabled:
            self._closing.wait(_LOOK_AGAIN_S)
            return
        if self._busy >= mapping.concurrency:
            if self._freed.acquire(timeout=_LOOK_AGAIN_S):
                self._busy -= 1
            return  # the mapping may have changed while every worker was busy
        batch = self._gathered(mapping)
        if batch is not None:
            self._busy += 1
            self._workers.submit(self._deliver, batch, mapping)

    def _gathered(self, mapping: QueueMapping) -> QueueBatch | None:
        """Return the next batch, None when the mapping is to be looked at again first."""
        batch = QueueBatch(self._time_scale)
        while not batch.is_ready(mapping):
            batch.receive(mapping)
            if not batch.records or self._closing.is_set():
                return None
        return batch

    def _deliver(self, batch: QueueBatch, mapping: QueueMapping) -> None:
        try:
            batch.deliver(mapping, self._functions, self._stopped_within)
        except Exception:  # noqa: BLE001 - the worker's future would swallow it silently
            if not self._closing.is_set():  # at the end its processes are killed under it
                _LOG.exception("event source mapping %s", self._uuid)
        finally:
            self._freed.release()

    def _stopped_within(self, seconds: float) -> bool:
        """Wait so many real seconds, or less when the mapping is not to go on: then it is true."""
        deadline = time.monotonic() + seconds
        while (left_s := deadline - time.monotonic()) > 0:
            mapping = find_queue_mapping(self._uuid)
            if mapping is None or not mapping.enabled:
                return True
            if self._closing.wait(min(left_s, _LOOK_AGAIN_S)):
                return True
        return False
