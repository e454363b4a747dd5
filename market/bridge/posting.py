"""Posts frames to the webhook, several in a body, until the API takes them."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from typing import Final

from gitops.adapters.errors import Failure
from market.bridge import frames
from market.bridge.backoff import Backoff
from market.bridge.frames import Frame
from market.bridge.ledger import Ledger
from market.feed.sending import ACCEPTED, NO_ANSWER, WebhookEndpoint

POSTERS: Final = 4
# A body waits so long for more ticks, so that few requests carry many.
LINGER_SECONDS: Final = 0.2
_SERVER_ERROR: Final = 500
_TRY_AGAIN: Final = frozenset({NO_ANSWER, 408, 429})


@dataclass
class Poster:
    """Takes frames from the queue, several at a time, and posts them; several bodies at a time."""

    endpoint: WebhookEndpoint
    queue: asyncio.Queue[Frame]
    ledger: Ledger
    most: int
    linger: float = LINGER_SECONDS
    _gathering: asyncio.Lock = field(default_factory=asyncio.Lock)
    _over: list[Frame] = field(default_factory=list)

    async def run(self) -> None:
        """Post until cancelled.

        Raises:
            Failure: the API refuses a body for another reason than load.
        """
        await asyncio.gather(*(self._run() for _ in range(POSTERS)))

    async def _run(self) -> None:
        while True:
            async with self._gathering:
                batch = await self._batch()
            await self._post(batch)
            for _ in batch:
                self.queue.task_done()

    async def _batch(self) -> list[Frame]:
        """The next frames that fit into one body, at least one."""
        batch = [self._over.pop() if self._over else await self.queue.get()]
        await asyncio.sleep(self.linger)
        while not self.queue.empty():
            frame = self.queue.get_nowait()
            if not frames.fits([*batch, frame], self.most):
                self._over.append(frame)
                break
            batch.append(frame)
        return batch

    async def _post(self, batch: list[Frame]) -> None:
        """Post one body, again and again with growing waits while the API has no room for it."""
        identifier, body, backoff = uuid.uuid4().hex, frames.body(batch), Backoff()
        while True:
            status = await asyncio.to_thread(self.endpoint.post_body, body, identifier)
            self.ledger.statuses[status] += 1
            if status == ACCEPTED:
                ticks = [tick for frame in batch for tick in frame.ticks]
                self.ledger.take(ticks, time.time_ns() // 1_000_000)
                return
            if status not in _TRY_AGAIN and status < _SERVER_ERROR:
                raise Failure(
                    f"The API answers {status}, and a retry would change nothing: check the"
                    " URL, the addresses that may post, and the size of the body."
                )
            await asyncio.sleep(backoff.seconds())
