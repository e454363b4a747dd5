"""The client in pure Python does for awslambdaric what AWS's native one does, byte for byte.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from localcloud.lambda_.runtime import isolation

INVOCATION = "/2018-06-01/runtime/invocation"
# Without a content type the native client crashes.
JSON = {"Content-Type": "application/json"}
REQUEST_ID = {"Lambda-Runtime-Aws-Request-Id": "id-1", **JSON}
# Latin-1 is what http.server can write: these bytes are the UTF-8 of an e with an accent.
ACCENT = "é".encode().decode("latin-1")
EVERY = {
    **REQUEST_ID,
    "Lambda-Runtime-Trace-Id": "Root=1-5",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:1:function:f",
    "Lambda-Runtime-Deadline-Ms": "1780000000123",
    "Lambda-Runtime-Client-Context": f'{{"custom": {{"name": "{ACCENT}"}}}}',
    "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId": "c"}',
    "Lambda-Runtime-Aws-Tenant-Id": "tenant",
    "Lambda-Runtime-Invocation-Id": "i-1",
}
OPTIONAL = {name: None for name in EVERY if name not in REQUEST_ID}
MINIMAL = OPTIONAL | {
    **REQUEST_ID,
    "Lambda-Runtime-Invoked-Function-Arn": "",
    "Lambda-Runtime-Deadline-Ms": 0,
}
READ = EVERY | {
    "Lambda-Runtime-Deadline-Ms": 1780000000123,
    "Lambda-Runtime-Client-Context": '{"custom": {"name": "é"}}',
}
CALL = """
import runtime_client
runtime_client.initialize_client("agent/1")
try:
    print(ascii(runtime_client.{}))
except RuntimeError as error:
    print(ascii(str(error)))
"""


def test_awss_own_client_is_the_default_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = tmp_path / "runtime_client.abi3.so"
    native.touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    assert isolation.runtime_client() == native


def test_elsewhere_the_one_in_pure_python_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])

    assert isolation.runtime_client() == isolation.PURE_CLIENT


class Api(ThreadingHTTPServer):
    """A Runtime API that answers every request alike and keeps what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.headers: Mapping[str, str] = {}
        self.body = b""
        self.came: list[tuple[str, str, dict[str, str], bytes]] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Api

    def do_GET(self) -> None:
        sent = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(sent.get("content-length", 0)))
        self.server.came.append((self.command, self.path, sent, body))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()


def call(client: Path, port: int, expression: str) -> Any:
    """What a call of the client returned, or the words of its RuntimeError."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", CALL.format(expression)],
        env={"PYTHONPATH": str(client.parent), "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ast.literal_eval(done.stdout.splitlines()[-1])  # above it the native one prints why


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [pytest.param(EVERY, READ, id="every header"), pytest.param(REQUEST_ID, MINIMAL, id="its id")],
)
def test_an_event_comes_with(
    headers: dict[str, str], wanted: dict[str, Any], runtime_client: Path, api: Api
) -> None:
    api.headers, api.body = headers, b'{"price": 1}'

    assert call(runtime_client, api.server_port, "next()") == (b'{"price": 1}', wanted)
    ((method, path, sent, _),) = api.came
    assert (method, path, sent["user-agent"]) == ("GET", f"{INVOCATION}/next", "agent/1")


RESULT = "post_invocation_result('id-1', b'\\xff', {}, {})"
ERROR = "post_error('id-1', '\\u00e9', '[\\u00e9]', None)"
FAULT, ITS_ID = "lambda-runtime-function-xray-error-cause", "lambda-runtime-invocation-id"


@pytest.mark.parametrize(
    ("expression", "what", "headers"),
    [
        pytest.param(
            RESULT.format("'application/unknown'", None),
            "response",
            {"content-type": "application/unknown"},
            id="a result",
        ),
        pytest.param(
            RESULT.format("''", "'i-1'"),
            "response",
            {"content-type": "text/html", ITS_ID: "i-1"},
            id="a result of an invocation with an id of its own",
        ),
        pytest.param(
            ERROR,
            "error",
            {"content-type": "application/json", FAULT: f"[{ACCENT}]"},
            id="an error",
        ),
    ],
)
def test_the_answer_is(
    expression: str, what: str, headers: dict[str, str], runtime_client: Path, api: Api
) -> None:
    api.status = 202

    assert call(runtime_client, api.server_port, expression) is None
    ((method, path, sent, body),) = api.came
    assert (method, path) == ("POST", f"{INVOCATION}/id-1/{what}")
    assert body == {"response": b"\xff", "error": "é".encode()}[what]
    assert sent | headers == sent
    assert sent["user-agent"] == "agent/1"
    assert "transfer-encoding" not in sent


CALLS = pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("next()", "Failed to get next"),
        ("post_invocation_result('i', b'', 'a/b', None)", "Failed to post invocation response"),
        ("post_error('i', '', '', None)", "Failed to post invocation error"),
    ],
    ids=["next", "result", "error"],
)


@CALLS
def test_a_refusal_is_a_runtime_error(
    expression: str, words: str, runtime_client: Path, api: Api
) -> None:
    api.status, api.headers = 500, REQUEST_ID

    assert call(runtime_client, api.server_port, expression) == words


@CALLS
def test_silence_is_a_runtime_error(expression: str, words: str, runtime_client: Path) -> None:
    assert call(runtime_client, 1, expression) == words


def test_an_event_without_an_id_is_none(runtime_client: Path, api: Api) -> None:
    api.headers, api.body = JSON, b"{}"

    assert call(runtime_client, api.server_port, "next()") == "Failed to get next"
