"""Signs ticks according to Standard Webhooks and posts them at a constant rate."""

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
    """The responses of the REST API: count per status (0: no response), and seconds.

    `ids` are the event ids of the accepted ticks.
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
class WebhookEndpoint:
    """The URL to which an exchange posts its ticks, and its signing secret."""

    url: str
    exchange: str
    secret: str
    http: urllib3.PoolManager = field(
        default_factory=partial(urllib3.PoolManager, maxsize=CONNECTIONS, retries=False)
    )

    def post(self, quote: Quote, identifier: str) -> int:
        """Post one tick with the current time; return the status, or 0 without a response."""
        body = json.dumps(
            {
                "symbol": quote.symbol,
                "price": str(quote.price),
                "volume": str(quote.volume),
                "exchange": self.exchange,
                "time": datetime.now(UTC).isoformat(timespec="microseconds"),
                "id": identifier,
            }
        )
        return self.post_body(body, identifier)

    def post_body(self, body: str, identifier: str) -> int:
        """Sign the body now and post it; return the status, or 0 without a response."""
        now = datetime.now(UTC)
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


def send(
    endpoint: WebhookEndpoint,
    quotes: Iterable[Quote],
    rate: float,
    progress: Callable[[int], None],
) -> Sent:
    """Post the quotes, `rate` per second; a slow response does not delay the others."""
    sent, begin = Sent(), time.monotonic()
    run = uuid.uuid4().hex[:12]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for number, quote in enumerate(quotes):
            time.sleep(max(0.0, begin + number / rate - time.monotonic()))
            pool.submit(_post, endpoint, quote, f"feed-{run}-{number}", sent)
            progress(number + 1)
    return sent


def _post(endpoint: WebhookEndpoint, quote: Quote, identifier: str, sent: Sent) -> None:
    began = time.monotonic()
    status = endpoint.post(quote, identifier)
    sent.note(status, time.monotonic() - began, identifier)
