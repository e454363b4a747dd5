"""Receives a feed: connect, subscribe, read, and connect again whenever the connection breaks."""

import asyncio
import itertools
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from gitops.adapters.errors import Failure
from lambda_src.webhook_processor import documents
from lambda_src.webhook_processor.reasons import Reason, Rejected
from market.bridge import frames
from market.bridge.backoff import Backoff
from market.bridge.feeds import FeedSource, refusal
from market.bridge.frames import Channels, Frame
from market.bridge.ledger import Ledger

PING_SECONDS: Final = 20.0
# Three answers to pings are missing.
SILENT_SECONDS: Final = 60.0
# Exchanges ban who connects again and again: https://github.com/binance/binance-spot-api-docs
STEADY_SECONDS: Final = 60.0
# Before the first trade; later it is tried forever.
ATTEMPTS: Final = 5


@dataclass
class Receiver:
    """Puts every frame that must reach the webhook into the queue, and all ticks into the ledger.

    While the queue is full nothing is read, so the exchange waits, or breaks the connection; then
    the gap is in the ledger.
    """

    source: FeedSource
    queue: asyncio.Queue[Frame]
    ledger: Ledger
    backoff: Backoff = field(default_factory=Backoff)
    _opened: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Receive until cancelled.

        Raises:
            Failure: the exchange refuses the subscription, or was never reached.
        """
        for attempt in itertools.count(1):
            try:
                async with aclosing(self._texts()) as texts:
                    async for text in texts:
                        await self._receive(text)
            except (OSError, WebSocketException) as error:  # a timeout is an OSError
                self._note(error, attempt)
            await asyncio.sleep(self.backoff.seconds())

    def _note(self, error: Exception, attempt: int) -> None:
        """Note the end of a connection; only after a long one the next wait is short again."""
        self.ledger.interrupt()
        if time.monotonic() - self._opened > STEADY_SECONDS:
            self.backoff.reset()
        if not self.ledger.frames and attempt >= ATTEMPTS:
            raise Failure(
                f"{self.source.feed.url} sent no trade in {ATTEMPTS} connections: {error}"
            ) from None

    async def _texts(self) -> AsyncGenerator[str, None]:
        """The frames of one connection, until it ends."""
        feed, channels = self.source.feed, Channels()
        # Who wants pings of its own may not answer those of the protocol.
        pings = None if feed.ping else PING_SECONDS
        async with connect(feed.url, ping_interval=pings, open_timeout=PING_SECONDS) as connection:
            self._opened = time.monotonic()
            for message in feed.messages(self.source.markets):
                await connection.send(message)
            self.ledger.subscribe(time.time_ns() // 1_000_000)
            keeping = asyncio.create_task(_keep(connection, feed.ping))
            try:
                while True:
                    text = await _next(connection, SILENT_SECONDS if feed.ping else None)
                    document = _document(text)
                    self._check(document)
                    yield channels.frame(text, document)
            finally:
                keeping.cancel()

    def _check(self, document: Any) -> None:
        """Stop for a refusal on the first connection; later, it is an exchange that restarts."""
        why = refusal(document)
        if why is None:
            return
        if not self.ledger.disconnects:
            raise Failure(f"{self.source.exchange} refuses the subscription: {why}")
        raise OSError(why)

    async def _receive(self, text: str) -> None:
        frame = frames.read(self.source.exchange, text)
        if not frame.ticks and not frame.rejected:
            return
        wanted = self.ledger.receive(frame, time.time_ns() // 1_000_000)
        most = self.source.most
        for part in frames.parts(self.source.exchange, frame, most, wanted.__contains__):
            if frames.fits([part], most):
                await self.queue.put(part)
            else:
                is_large = len(part.ticks) + len(part.rejected) <= most
                reason = Reason.TOO_LARGE if is_large else Reason.TOO_MANY_TICKS
                self.ledger.refuse(part.ticks, reason)


async def _next(connection: ClientConnection, seconds: float | None) -> str:
    """The next text; TimeoutError if none comes for so long."""
    async with asyncio.timeout(seconds):
        message = await connection.recv()
    return message if isinstance(message, str) else message.decode(errors="replace")


async def _keep(connection: ClientConnection, ping: str) -> None:
    while ping:
        await asyncio.sleep(PING_SECONDS)
        await connection.send(ping)


def _document(text: str) -> Any:
    """The frame as JSON; None for the answer to a ping, which is plain text."""
    try:
        return documents.read(text.encode())
    except Rejected:
        return None
