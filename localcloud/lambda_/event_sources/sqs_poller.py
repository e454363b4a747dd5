"""Polls the queue of one event source mapping for as long as the mapping exists."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

from moto.sqs.exceptions import QueueDoesNotExist

from localcloud.identity.customer_keys import unusable, with_keys
from localcloud.identity.needs import Need
from localcloud.lambda_.event_sources.mapping import SqsMapping, find_sqs_mapping
from localcloud.lambda_.event_sources.sqs_batch import SqsBatch
from localcloud.lambda_.execution_role import may
from localcloud.lambda_.interface import FunctionNotFound, Functions

_LOG = logging.getLogger(__name__)

_POLL_INTERVAL_S = 0.2
_MOST_WORKERS = 1000


_ACTIONS = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")


def _may_receive(mapping: SqsMapping) -> bool:
    """Whether the function's role may poll; without the right nothing is fetched.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (permissions)
    """
    needs = with_keys(Need(f"sqs:{each}", mapping.queue_arn) for each in _ACTIONS)
    try:
        return may(mapping.function_arn, needs) and unusable(needs) is None
    except FunctionNotFound:
        return True  # the mapping polls on; the function may come back


class SqsPoller:
    """Receives batches one after another and delivers up to the maximum concurrency at a time.

    It receives a batch only when a worker is free: a message that nobody can process must not be
    received, because every receive counts towards its dead-letter queue.
    """

    def __init__(self, uuid: str, functions: Functions, time_scale: float, closing: Event) -> None:
        self._uuid = uuid
        self._functions = functions
        self._time_scale = time_scale
        self._closing = closing
        self._busy = 0
        self._freed = Semaphore(0)
        self._workers = ThreadPoolExecutor(_MOST_WORKERS, f"sqs-poller-{uuid}")

    def run(self) -> None:
        """Process batches until the mapping is deleted or the cloud closes."""
        while not self._closing.is_set():
            mapping = find_sqs_mapping(self._uuid)
            if mapping is None:
                break
            try:
                self._process_next(mapping)
            except QueueDoesNotExist:
                self._closing.wait(_POLL_INTERVAL_S)
            except Exception:  # noqa: BLE001 (the mapping must survive, as it does on AWS)
                _LOG.exception("event source mapping %s", self._uuid)
                self._closing.wait(_POLL_INTERVAL_S)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _process_next(self, mapping: SqsMapping) -> None:
        if not mapping.enabled or not _may_receive(mapping):
            self._closing.wait(_POLL_INTERVAL_S)
            return
        if self._busy >= mapping.concurrency:
            if self._freed.acquire(timeout=_POLL_INTERVAL_S):
                self._busy -= 1
            return  # the mapping may have changed while every worker was busy
        batch = self._receive_batch(mapping)
        if batch is not None:
            self._busy += 1
            self._workers.submit(self._deliver, batch, mapping)

    def _receive_batch(self, mapping: SqsMapping) -> SqsBatch | None:
        """The next batch, None when the settings must be read again first."""
        batch = SqsBatch(self._time_scale)
        while not batch.is_ready(mapping):
            batch.receive(mapping)
            if not batch.records or self._closing.is_set():
                return None
        return batch

    def _deliver(self, batch: SqsBatch, mapping: SqsMapping) -> None:
        try:
            batch.deliver(mapping, self._functions, self._stopped_within)
        except Exception:  # noqa: BLE001 (the worker's future would swallow it silently)
            if not self._closing.is_set():  # closing the cloud kills the processes under it
                _LOG.exception("event source mapping %s", self._uuid)
        finally:
            self._freed.release()

    def _stopped_within(self, seconds: float) -> bool:
        """Wait so many real seconds; True, and at once, when the mapping must stop."""
        deadline = time.monotonic() + seconds
        while (mapping := find_sqs_mapping(self._uuid)) is not None and mapping.enabled:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            if self._closing.wait(min(left_s, _POLL_INTERVAL_S)):
                break
        return True
