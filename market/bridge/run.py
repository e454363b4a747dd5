"""One run of the bridge: receive and post until it is to stop, then post what is left."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

from gitops.adapters.errors import Failure
from market.bridge.feeds import FeedSource
from market.bridge.frames import Frame
from market.bridge.ledger import Ledger
from market.bridge.posting import Poster
from market.bridge.receiving import Receiver
from market.bridge.recent import Overflow, ignore
from market.feed.sending import WebhookEndpoint

QUEUE: Final = 5_000
DRAIN_SECONDS: Final = 30.0
STATUS_SECONDS: Final = 1.0


@dataclass
class BridgeRun:
    """The account of a run, and why it stopped early."""

    ledger: Ledger
    failure: Failure | None = None


async def bridge(
    source: FeedSource,
    endpoint: WebhookEndpoint,
    seconds: float | None,
    progress: Callable[[Ledger, int], None],
    *,
    drain_seconds: float = DRAIN_SECONDS,
    overflow: Overflow = ignore,
) -> BridgeRun:
    """Carry the feed for so many seconds, or until SIGINT or SIGTERM; then post what is queued.

    A second signal, or `drain_seconds`, ends that, too. What was received and not taken by then is
    pending in the ledger. `progress` gets the ledger and the length of the queue once a second.
    `overflow` gets what the ledger forgets.
    """
    ledger = Ledger(source.feed.numbered, overflow=overflow)
    queue: asyncio.Queue[Frame] = asyncio.Queue(QUEUE)
    receiver = asyncio.create_task(Receiver(source, queue, ledger).run())
    poster = asyncio.create_task(Poster(endpoint, queue, ledger, source.most).run())
    status = asyncio.create_task(_show(progress, ledger, queue))
    with _Signals() as signals:
        await _first(seconds, [receiver, poster], signals.wait())
        failure = await _stop(receiver)
        if not poster.done():
            await _first(drain_seconds, [poster], queue.join(), signals.wait())
        failure = await _stop(poster) or failure
        await _stop(status)
    return BridgeRun(ledger, failure)


async def _show(
    progress: Callable[[Ledger, int], None], ledger: Ledger, queue: asyncio.Queue[Frame]
) -> None:
    while True:
        progress(ledger, queue.qsize())
        await asyncio.sleep(STATUS_SECONDS)


async def _first(
    seconds: float | None, tasks: list[asyncio.Task[None]], *ends: Coroutine[Any, Any, None]
) -> None:
    """Wait until one of the tasks or ends is done, at most so long; only the ends are cancelled."""
    others = [asyncio.create_task(end) for end in ends]
    await asyncio.wait([*tasks, *others], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()


async def _stop(task: asyncio.Task[None]) -> Failure | None:
    """End the task; return the failure with which it ended by itself."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        try:
            await task
        except Failure as failure:
            return failure
    return None


class _Signals:
    """SIGINT and SIGTERM, one after the other, instead of the exceptions that they raise."""

    def __init__(self) -> None:
        self._count: asyncio.Queue[None] = asyncio.Queue()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._count.put_nowait, None)
        return self

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)

    async def wait(self) -> None:
        """Wait for the next one."""
        await self._count.get()
