"""Ticks arrive signed, at their rate, and every answer is counted."""

import json
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from standardwebhooks import Webhook

from market import webhook_secrets as secrets
from market.feed import report
from market.feed.following import Followed
from market.feed.sending import Sent, WebhookEndpoint, send
from market.feed.walk import Quote

SECRET = secrets.generate("coinbase")
QUOTES = [Quote("BTC-USD", Decimal(number + 1), Decimal("0.5")) for number in range(20)]


class _Server(ThreadingHTTPServer):
    """Remembers what was posted; turns every fifth away."""

    # The 5 of the library are fewer than the sender's connections; a busy machine resets the rest.
    request_queue_size = 128
    posted: list[tuple[str, Any, dict[str, str]]]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posted.append((self.path, body, dict(self.headers)))
        self.send_response(429 if json.loads(body)["price"] in {"5", "10"} else 202)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.posted = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_every_tick_is_signed_and_every_answer_counted(server: _Server) -> None:
    endpoint = WebhookEndpoint(f"http://127.0.0.1:{server.server_port}/webhooks", "kraken", SECRET)
    progress: list[int] = []

    sent = send(endpoint, QUOTES, 1000, progress.append)

    assert progress == list(range(1, 21))
    assert sent.statuses == {202: 18, 429: 2}
    assert len(sent.ids) == 18
    assert {path for path, _, _ in server.posted} == {"/webhooks/kraken"}
    for _, body, headers in server.posted:
        tick = Webhook(SECRET).verify(body, {name.lower(): headers[name] for name in headers})
        assert tick["exchange"] == "kraken"
    assert sorted(int(json.loads(body)["price"]) for _, body, _ in server.posted) == [*range(1, 21)]


def test_a_endpoint_that_is_not_there_is_counted_too() -> None:
    sent = send(
        WebhookEndpoint("http://127.0.0.1:1/webhooks", "kraken", SECRET), QUOTES[:3], 1000, print
    )

    assert sent.statuses == {0: 3}
    assert sent.ids == set()


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (95, 95), (99, 99), (100, 100)])
def test_a_quantile_is_a_value_that_was_measured(percent: int, value: float) -> None:
    assert report.quantile([float(number) for number in range(100, 0, -1)], percent) == value
    assert report.quantile([7.0], percent) == 7


def test_the_report_tells_each_stage() -> None:
    sent = Sent()
    for number, status in enumerate([202, 202, 429, 0]):
        sent.note(status, 0.01 * (number + 1), f"t-{number}")
    followed = Followed(2, 1, [120.0])

    assert report.lines(sent, followed) == [
        "sent      4",
        "answered  2 202 (accepted), 1 429, 1 without an answer; p50 20 ms, p95 40 ms, p99 40 ms",
        "stored    2 of 2 accepted",
        "enriched  1; p50 120 ms, p95 120 ms, p99 120 ms after their event",
    ]
    assert not report.is_whole(sent, followed)
