"""The server serves its own page only, to the browser of this machine only, and writes nothing."""

import base64
import hashlib
import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from market.watch import server as serving
from market.watch.board import Board
from market.watch.server import FILES, LiveServer
from tests.market.watch.conftest import NOW_MS, SERIES, tick

PAGE = Path(serving.__file__).parent / "page"


@pytest.fixture
def server(board: Board) -> Iterator[LiveServer]:
    running = LiveServer(board)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    running.stop()
    thread.join()


@contextmanager
def _answer(
    server: LiveServer, path: str, method: str = "GET", **headers: str
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    try:
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


def _message(answer: http.client.HTTPResponse) -> tuple[str, dict[str, Any]]:
    identifier = answer.readline().decode().removeprefix("id: ").strip()
    message = json.loads(answer.readline().decode().removeprefix("data: "))
    assert answer.readline() == b"\n"
    return identifier, message


def test_it_listens_on_loopback_only(server: LiveServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("path", FILES)
def test_each_file_of_the_page_is_served_with_a_strict_policy(
    server: LiveServer, path: str
) -> None:
    with _answer(server, path) as answer:
        assert answer.status == 200
        assert answer.read() == (PAGE / FILES[path][0]).read_bytes()
        policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "127.0.0.1"},
        {"Host": "localhost:1"},
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/events"])
def test_another_site_gets_nothing(server: LiveServer, headers: dict[str, str], path: str) -> None:
    with _answer(server, path, **headers) as answer:
        assert answer.status == 403


def test_its_own_origin_is_served(server: LiveServer) -> None:
    own = f"localhost:{server.server_port}"
    headers = {"Host": own, "Origin": f"http://{own}", "Sec_Fetch_Site": "same-origin"}

    with _answer(server, "/", **headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_there_is_nothing_to_write(server: LiveServer, method: str) -> None:
    with _answer(server, "/", method) as answer:
        assert answer.status == 501


@pytest.mark.parametrize(
    "path", ["/../server.py", "/vendor/NOTICE", "/<script>", "/%2e%2e/board.py"]
)
def test_there_is_no_other_file(server: LiveServer, path: str) -> None:
    with _answer(server, path) as answer:
        assert (answer.status, answer.read()) == (404, b"There is no such page.\n")


def test_a_stream_tells_what_is_there_and_then_what_is_new(
    server: LiveServer, board: Board
) -> None:
    board.merge(board.windows[0], [tick(2000)])
    board.prices_read()
    with _answer(server, f"/events?series={SERIES}") as answer:
        _, first = _message(answer)
        board.merge(board.windows[0], [tick(1000)])
        board.prices_read()
        _, later = _message(answer)

    assert [each["ms"] for each in first["ticks"]] == [NOW_MS - 2000]
    assert [each["ms"] for each in later["ticks"]] == [NOW_MS - 1000]


def test_a_tab_that_reconnects_gets_what_it_missed(server: LiveServer, board: Board) -> None:
    board.merge(board.windows[0], [tick(2000)])
    board.prices_read()
    with _answer(server, "/events") as answer:
        seen, _ = _message(answer)
    board.merge(board.windows[0], [tick(1000)])
    board.prices_read()

    with _answer(server, "/events", Last_Event_ID=seen) as answer:
        assert [each["ms"] for each in _message(answer)[1]["ticks"]] == [NOW_MS - 1000]
    for foreign in ("0badbeef-1", "nonsense", f"{server.instance}-x"):
        with _answer(server, "/events", Last_Event_ID=foreign) as answer:
            assert len(_message(answer)[1]["ticks"]) == 2


def test_a_closed_tab_is_noticed(server: LiveServer, board: Board) -> None:
    with _answer(server, "/events") as answer:
        _message(answer)
        assert board.is_looked_at(board.windows[0])

    for _ in range(600):
        board.prices_read()
        board.await_end(0.1)
        if not board.is_looked_at(board.windows[0]):
            return
    pytest.fail("the board still counts the viewer")


def test_streams_are_limited(
    board: Board, server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "streams", threading.BoundedSemaphore(1))
    with _answer(server, "/events") as first:
        _message(first)
        with _answer(server, "/events") as second:
            assert second.status == 503
    assert board.is_open


def test_the_browser_verifies_the_chart_library() -> None:
    library = (PAGE / "vendor" / "lightweight-charts.js").read_bytes()
    digest = base64.b64encode(hashlib.sha384(library).digest()).decode()

    found = re.search(r'src="lightweight-charts.js" defer integrity="sha384-([^"]+)"', _index())
    assert found is not None
    assert found[1] == digest


def test_the_attribution_is_kept_and_nothing_else_is_elsewhere() -> None:
    loaded = re.findall(r'(?:src|href)="(https?:[^"]+)"', _index())

    assert loaded == ["https://www.tradingview.com/"]
    assert "Copyright © 2026 TradingView, Inc." in _index()
    assert "TradingView, Inc." in (PAGE / "vendor" / "NOTICE").read_text()


def test_no_script_makes_markup_of_text() -> None:
    for name in ("watch.js", "chart.js"):
        script = (PAGE / name).read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script)


def _index() -> str:
    return (PAGE / "index.html").read_text()
