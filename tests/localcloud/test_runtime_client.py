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

INVOCATION = "/2018-06-01/runtime/invocation"
REQUEST_ID = {"Lambda-Runtime-Aws-Request-Id": "id-1"}
# Latin-1 is what http.server can write: these bytes are the UTF-8 of an e with an accent.
ACCENT = "é".encode().decode("latin-1")
EVERY = {
    **REQUEST_ID,
    "Lambda-Runtime-Trace-Id": "Root=1-5",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:1:function:f",
    "Lambda-Runtime-Deadline-Ms": "1780000000123",
    "Lambda-Runtime-Client-Context": f'{{"custom": {{"name": "{ACCENT}"}}}}',
    "Content-Type": "application/json",
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


class Api:
    """A Runtime API that answers every request alike and keeps what came."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {}
        self.body = b""
        self.came: list[tuple[str, str, dict[str, str], bytes]] = []

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        sent = {name.lower(): value for name, value in request.headers.items()}
        body = request.rfile.read(int(sent.get("content-length", 0)))
        self.came.append((request.command, request.path, sent, body))
        request.send_response(self.status)
        for name, value in {**self.headers, "Content-Length": str(len(self.body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(self.body)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def address(api: Api) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        do_GET = do_POST = api.answer  # noqa: N815 (the names that http.server calls)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def call(client: Path, address: str, expression: str) -> Any:
    """What a call of the client returned, or the words of its RuntimeError."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", CALL.format(expression)],
        env={"PYTHONPATH": str(client.parent), "AWS_LAMBDA_RUNTIME_API": address},
        capture_output=True,
        text=True,
        check=True,
    )
    return ast.literal_eval(done.stdout)


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [pytest.param(EVERY, READ, id="every header"), pytest.param(REQUEST_ID, MINIMAL, id="its id")],
)
def test_an_event_comes_with(
    headers: dict[str, str], wanted: dict[str, Any], runtime_client: Path, api: Api, address: str
) -> None:
    api.headers, api.body = headers, b'{"price": 1}'

    assert call(runtime_client, address, "next()") == (b'{"price": 1}', wanted)
    ((method, path, sent, _),) = api.came
    assert (method, path, sent["user-agent"]) == ("GET", f"{INVOCATION}/next", "agent/1")


@pytest.mark.parametrize(
    ("expression", "path", "body", "headers"),
    [
        pytest.param(
            "post_invocation_result('id-1', b'\\xff', 'application/unknown', None)",
            "id-1/response",
            b"\xff",
            {"content-type": "application/unknown"},
            id="a result",
        ),
        pytest.param(
            "post_invocation_result('id-1', b'1', '', 'i-1')",
            "id-1/response",
            b"1",
            {"content-type": "text/html", "lambda-runtime-invocation-id": "i-1"},
            id="a result of an invocation with an id of its own",
        ),
        pytest.param(
            "post_error('id-1', '\\u00e9', '{\\'message\\': \\'\\u00e9\\'}', None)",
            "id-1/error",
            "é".encode(),
            {
                "content-type": "application/json",
                "lambda-runtime-function-xray-error-cause": f"{{'message': '{ACCENT}'}}",
            },
            id="an error",
        ),
    ],
)
def test_the_answer_is(
    expression: str,
    path: str,
    body: bytes,
    headers: dict[str, str],
    runtime_client: Path,
    api: Api,
    address: str,
) -> None:
    api.status = 202

    assert call(runtime_client, address, expression) is None
    ((method, asked, sent, received),) = api.came
    assert (method, asked, received) == ("POST", f"{INVOCATION}/{path}", body)
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
    expression: str, words: str, runtime_client: Path, api: Api, address: str
) -> None:
    api.status, api.headers = 500, REQUEST_ID

    assert call(runtime_client, address, expression) == words


@CALLS
def test_silence_is_a_runtime_error(expression: str, words: str, runtime_client: Path) -> None:
    assert call(runtime_client, "127.0.0.1:1", expression) == words


def test_an_event_without_an_id_is_none(runtime_client: Path, api: Api, address: str) -> None:
    api.body = b"{}"

    assert call(runtime_client, address, "next()") == "Failed to get next"
