"""An exchange that replays recorded frames over WebSockets, and a webhook that is slow and full."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from threading import Lock, Thread
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from lambda_src.webhook_processor.logic import WebhookProcessor
from lambda_src.webhook_processor.secret_cache import SecretCache
from lambda_src.webhook_processor.settings import Settings
from lambda_src.webhook_processor.ticks import StoredTick
from market.bridge.feeds import FEEDS, FeedSource
from market.bridge.ledger import Ledger
from market.bridge.run import BridgeRun, bridge
from market.feed.sending import ACCEPTED, WebhookEndpoint
from tests.lambda_src.webhook_processor.fakes import SECRET, MemorySecrets, MemoryTable, request
from tests.recordings import RECORDINGS

MOST = 50
PATIENCE_SECONDS = 60.0
ABORT, CLOSE, PING, HOLD = "abort", "close", "ping", "hold"
Script = Sequence[Sequence[str]]


# A recorded frame of each feed, and where its id and its time are.
RECORDED: dict[str, tuple[str, Callable[[Any], Any], Any, Any]] = {
    "binance": ("described/binance/1", lambda raw: raw["data"], "t", "T"),
    "bitstamp": ("described/bitstamp/1", lambda raw: raw["data"], "id", "microtimestamp"),
    "bybit": ("described/bybit/12", lambda raw: raw["data"][0], "i", "T"),
    "coinbase": ("described/coinbaseexchange/1", lambda raw: raw, "trade_id", "time"),
    "gate": ("described/gate/2", lambda raw: raw["result"], "id", "create_time_ms"),
    "kraken": ("described/kraken/2", lambda raw: raw["data"][0], "trade_id", "timestamp"),
    "okx": ("described/okx/2", lambda raw: raw["data"][0], "tradeId", "ts"),
    "bitfinex": ("described/bitfinex/1", lambda raw: raw[2], 0, 1),
}
# What a connection of the exchange begins with, before its first trade.
OPENINGS: dict[str, list[Any]] = {
    "binance": [{"result": None, "id": 1}],
    "bitfinex": [
        {"event": "info", "version": 2},
        {"event": "subscribed", "channel": "trades", "chanId": 89, "symbol": "tBTCUSD"},
        [89, "hb"],
    ],
    "coinbase": [{"type": "subscriptions", "channels": []}],
    "kraken": [
        {"channel": "status", "type": "update", "data": [{"system": "online"}]},
        {"method": "subscribe", "result": {"channel": "trade"}, "success": True},
    ],
}


@cache
def _recording(exchange: str) -> Any:
    rows = map(json.loads, (RECORDINGS / "ticks.jsonl").read_text().splitlines())
    [raw] = [row["raw"] for row in rows if row["id"] == RECORDED[exchange][0]]
    return raw


def frame(exchange: str, number: int, market: str = "") -> str:
    """The recorded frame of the exchange, as that of another trade, of now."""
    raw = json.loads(json.dumps(_recording(exchange)))
    _, trade_of, identifier, time_field = RECORDED[exchange]
    trade = trade_of(raw)
    trade[identifier] = type(trade[identifier])(number)
    trade[time_field] = _moment(now_ms(), trade[time_field])
    if market:
        trade["symbol"] = market
    if exchange == "bybit":
        raw["data"] = raw["data"][:1]
    return json.dumps(raw["data"] if exchange == "binance" else raw)


def busy_frame(exchange: str, numbers: Sequence[int]) -> str:
    """One frame with many trades."""
    raw = json.loads(frame(exchange, 0))
    raw["data"] = [json.loads(frame(exchange, number))["data"][0] for number in numbers]
    return json.dumps(raw)


def _moment(milliseconds: int, like: Any) -> Any:
    """The time in the form of another one: ISO 8601 or a number, in milli- or microseconds."""
    if isinstance(like, str) and "-" in like:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat().replace("+00:00", "Z")
    scale = 1000 if len(str(like)) == len("1750479419287759") else 1
    return type(like)(milliseconds * scale)


def openings(exchange: str) -> list[str]:
    """What comes before the trades of a connection."""
    return [json.dumps(message) for message in OPENINGS.get(exchange, [])]


def now_ms() -> int:
    """The time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Exchange:
    """Plays one script for each connection: frames, and the steps above."""

    script: Script
    subscriptions: list[str] = field(default_factory=list)
    url: str = ""
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    _plays: int = 0

    async def play(self, connection: ServerConnection) -> None:
        self.subscriptions.append(str(await connection.recv()))
        steps = self.script[self._plays]
        self._plays += 1
        for step in steps:
            if step == ABORT:
                connection.transport.abort()
                return
            if step == CLOSE:
                return
            if step == PING:
                await (await connection.ping())
            elif step == HOLD:
                self.finished.set()
                await connection.wait_closed()
            else:
                await connection.send(step)


@asynccontextmanager
async def replaying(script: Script) -> AsyncIterator[Exchange]:
    """The exchange, while it is there."""
    exchange = Exchange(script)
    async with serve(exchange.play, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        exchange.url = f"ws://127.0.0.1:{port}"
        yield exchange


def source(name: str, url: str, *markets: str, most: int = MOST) -> FeedSource:
    """The feed of the exchange, replayed at this address."""
    return FeedSource(name, replace(FEEDS[name], url=url), markets, most)


def carried(
    exchange: str,
    script: Script,
    endpoint: WebhookEndpoint,
    received: int,
    *,
    market: str = "BTC-USD",
    stops: int = 1,
) -> tuple[BridgeRun, Exchange]:
    """The run that so many interrupts end once so many ticks were received."""

    async def carry() -> tuple[BridgeRun, Exchange]:
        ledgers = [Ledger(numbered=False)]
        async with replaying(script) as playing:
            running = asyncio.create_task(
                bridge(
                    source(exchange, playing.url, market),
                    endpoint,
                    PATIENCE_SECONDS,
                    lambda ledger, _: ledgers.append(ledger),
                )
            )
            await playing.finished.wait()
            while not running.done() and ledgers[-1].received < received:  # noqa: ASYNC110 (counts)
                await asyncio.sleep(0.01)
            for _ in range(stops):
                if not running.done():
                    os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(0.05)
            return await running, playing

    return asyncio.run(carry())


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    webhook: "Webhook"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(self.server.webhook.take(self.path, body, headers))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@dataclass
class Webhook:
    """The REST API and the function behind it, which verifies and stores as it does on AWS."""

    exchange: str
    statuses: Iterator[int]
    delay: float
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    table: MemoryTable = field(default_factory=MemoryTable)
    _lock: Lock = field(default_factory=Lock)

    def take(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        time.sleep(self.delay)
        with self._lock:
            status = next(self.statuses)
            if status == ACCEPTED:
                self.bodies.append(body)
                self._process(path, body, headers)
            return status

    def _process(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        settings = Settings(
            environment="dev",
            table="",
            secret_prefix="",
            exchanges=frozenset({self.exchange}),
            allow_unsigned=False,
            ahead_ms=300_000,
            behind_ms=86_400_000,
            max_ticks=MOST,
        )
        secrets = SecretCache(MemorySecrets({self.exchange: SECRET}), time.time)
        event = request(
            body, headers=headers, exchange=path.rpartition("/")[2], received_at_ms=now_ms()
        )
        self.answers.append(WebhookProcessor(settings, secrets, self.table).answer(event))

    @property
    def stored(self) -> list[StoredTick]:
        return list(self.table.stored.values())

    @property
    def ids(self) -> list[str]:
        """The ids of the stored ticks, in the order of their arrival."""
        return [stored.tick.event_id or "" for stored in self.stored]

    @property
    def rejected(self) -> Counter[str]:
        return Counter(one["reason"] for answer in self.answers for one in answer["rejected"])

    def endpoint(self) -> WebhookEndpoint:
        return WebhookEndpoint(self.url, self.exchange, SECRET)


@contextmanager
def webhook(exchange: str, statuses: Sequence[int] = (), delay: float = 0.0) -> Iterator[Webhook]:
    """A webhook that first answers these statuses, then accepts."""
    answering = Webhook(exchange, chain(statuses, repeat(ACCEPTED)), delay)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.webhook = answering
    answering.url = f"http://127.0.0.1:{server.server_port}/webhooks"
    Thread(target=server.serve_forever, daemon=True).start()
    yield answering
    server.shutdown()
    server.server_close()
