"""Signs ticks as the Standard Webhooks specification says, and posts them at a steady rate."""

import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Lock

import urllib3
from standardwebhooks import Webhook

from market.feed.walk import Quote

CONNECTIONS = 16
TIMEOUT = urllib3.Timeout(connect=5, read=15)
ACCEPTED, NO_ANSWER = 202, 0


@dataclass
class Sent:
    """What the door answered: how often each status (0: none), and after how many seconds.

    `ids` are the event ids of the ticks that were taken.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def note(self, status: int, seconds: float, identifier: str) -> None:
        """Count one answer."""
        with self._lock:
            self.statuses[status] += 1
            self.seconds.append(seconds)
            if status == ACCEPTED:
                self.ids.add(identifier)


@dataclass(frozen=True)
class Door:
    """Where an exchange posts its ticks, and the secret with which it signs."""

    url: str
    exchange: str
    secret: str
    http: urllib3.PoolManager = field(
        default_factory=partial(urllib3.PoolManager, maxsize=CONNECTIONS, retries=False)
    )

    def post(self, quote: Quote, identifier: str) -> int:
        """Post one tick of now; the status of the answer, or 0 when none came."""
        now = datetime.now(UTC)
        body = json.dumps(
            {
                "symbol": quote.symbol,
                "price": str(quote.price),
                "volume": str(quote.volume),
                "exchange": self.exchange,
                "time": now.isoformat(timespec="microseconds"),
                "id": identifier,
            }
        )
        headers = {
            "content-type": "application/json",
            "webhook-id": identifier,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(identifier, now, body),
        }
        url = f"{self.url}/{self.exchange}"
        try:
            answer = self.http.request(
                "POST", url, body=body.encode(), headers=headers, timeout=TIMEOUT
            )
        except urllib3.exceptions.HTTPError:
            return NO_ANSWER
        return int(answer.status)


def send(door: Door, quotes: Iterable[Quote], rate: float, progress: Callable[[int], None]) -> Sent:
    """Post the quotes, `rate` of them a second; a slow answer does not slow the rest."""
    sent, begin = Sent(), time.monotonic()
    run = uuid.uuid4().hex[:12]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for number, quote in enumerate(quotes):
            time.sleep(max(0.0, begin + number / rate - time.monotonic()))
            pool.submit(_post, door, quote, f"feed-{run}-{number}", sent)
            progress(number + 1)
    return sent


def _post(door: Door, quote: Quote, identifier: str, sent: Sent) -> None:
    began = time.monotonic()
    status = door.post(quote, identifier)
    sent.note(status, time.monotonic() - began, identifier)
