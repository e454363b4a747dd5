"""The local web server: the page, and a stream of events for each tab."""

import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from market.watch.board import Board

LOOPBACK: Final = "127.0.0.1"
# A redraw is worth a quarter of a second at least.
REDRAW_SECONDS: Final = 0.25
# A stream that says nothing for longer would not notice that its tab is closed.
SILENT_SECONDS: Final = 2.0
MOST_STREAMS: Final = 16
IDLE_SECONDS: Final = 30.0
# Path -> file in the folder `page`, and its type.
FILES: Final = {
    "/": ("index.html", "text/html"),
    "/watch.css": ("watch.css", "text/css"),
    "/watch.js": ("watch.js", "text/javascript"),
    "/chart.js": ("chart.js", "text/javascript"),
    "/lightweight-charts.js": ("vendor/lightweight-charts.js", "text/javascript"),
    "/licence": ("vendor/LICENSE", "text/plain"),
    "/notice": ("vendor/NOTICE", "text/plain"),
}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class LiveServer(ThreadingHTTPServer):
    """Serves a board on the loopback interface only; port 0 takes a free one.

    Raises:
        OSError: the port is in use.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, board: Board, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.board = board
        self.streams = BoundedSemaphore(MOST_STREAMS)
        # An event id of a server that has ended says nothing.
        self.instance = secrets.token_hex(4)
        self.hosts = {f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost")}

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, *request: Any) -> None:
        """Print what is wrong with this server; a tab that was closed is nothing wrong."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(*request)

    def stop(self) -> None:
        """End every stream, and stop serving."""
        self.board.close()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET of the page's own files and of the events; refuses what another site asks."""

    server: LiveServer
    timeout = IDLE_SECONDS
    server_version, sys_version = "market-watch", ""

    def do_GET(self) -> None:
        """Answer."""
        url = urlsplit(self.path)
        if not self._is_own():
            self._answer(403, b"This address is for the browser of this machine only.\n")
        elif url.path == "/events":
            self._stream(parse_qs(url.query).get("series", [""])[0])
        elif url.path in FILES:
            name, kind = FILES[url.path]
            page = resources.files("market.watch") / "page"
            self._answer(200, (page / name).read_bytes(), kind)
        else:
            self._answer(404, b"There is no such page.\n")

    def log_message(self, *_: Any) -> None:
        """Print nothing: a path may hold anything."""

    def _is_own(self) -> bool:
        """Whether the request is of this page: DNS rebinding comes with a foreign Host header."""
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")
        return (
            self.headers.get("Host") in self.server.hosts
            and (origin is None or origin.removeprefix("http://") in self.server.hosts)
            and site in (None, "none", "same-origin")
        )

    def _answer(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self._head(status, kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        for name, value in HEADERS.items():
            self.send_header(name, value)

    def _stream(self, wanted: str) -> None:
        streams = self.server.streams
        if not streams.acquire(blocking=False):
            self._answer(503, b"Too many tabs are open.\n")
            return
        try:
            self._head(200, "text/event-stream")
            self.end_headers()
            with self.server.board.viewer(wanted) as chosen:
                self._events(chosen, self._seen())
        except OSError:
            pass  # the tab was closed
        finally:
            streams.release()

    def _seen(self) -> int:
        """The version that a tab which reconnects has seen."""
        instance, _, version = self.headers.get("Last-Event-ID", "").partition("-")
        known = instance == self.server.instance and version.isdecimal()
        return int(version) if known else 0

    def _events(self, chosen: str, seen: int) -> None:
        board = self.server.board
        while board.is_open:
            message = board.message(seen, chosen)
            seen = message["version"]
            text = json.dumps(message, separators=(",", ":"))
            self.wfile.write(f"id: {self.server.instance}-{seen}\ndata: {text}\n\n".encode())
            board.await_end(REDRAW_SECONDS)
            board.await_change(seen, SILENT_SECONDS)
