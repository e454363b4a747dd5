"""The Runtime API of one execution environment, over HTTP on 127.0.0.1.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import contextlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http.client import parse_headers
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO


class MessageKind(Enum):
    """What the process reported, by the path that it called, by its exit or by a timeout."""

    READY = "ready"
    RESPONSE = "response"
    ERROR = "error"
    INIT_ERROR = "init error"
    EXITED = "exited"
    TIMED_OUT = "timed out"


@dataclass(frozen=True)
class RuntimeMessage:
    """One report of the process."""

    kind: MessageKind
    payload: bytes = b""


@dataclass(frozen=True)
class InvocationEvent:
    """One event for the process; `headers` are the Lambda-Runtime-* ones."""

    payload: bytes
    headers: Mapping[str, str]


class RuntimeApi:
    """Hands events to one runtime process and collects its responses.

    `messages` receives every report of the process; the owner of the process puts
    `MessageKind.EXITED` there when it exits.
    """

    def __init__(self) -> None:
        self.messages: SimpleQueue[RuntimeMessage] = SimpleQueue()
        self._events: SimpleQueue[InvocationEvent | None] = SimpleQueue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._accept, daemon=True, name="runtime-api").start()

    @property
    def address(self) -> str:
        """The value of AWS_LAMBDA_RUNTIME_API."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def offer(self, event: InvocationEvent) -> None:
        """Answer the next call of /invocation/next with this event."""
        self._events.put(event)

    def close(self) -> None:
        """Reject new connections and release the ones that wait for an event."""
        with contextlib.suppress(OSError):  # shutdown also wakes the accepting thread
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._events.put(None)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            # Without TCP_NODELAY every warm invocation waits 40 ms for a delayed acknowledgement.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=self._serve, args=[connection], daemon=True, name="runtime-api").start()

    def _serve(self, connection: socket.socket) -> None:
        # A killed process resets its connection; the owner of the process reports its exit.
        with connection, connection.makefile("rb") as requests, contextlib.suppress(OSError):
            while request_line := requests.readline():
                path = request_line.split()[1].decode()
                body = _read_body(requests)
                is_next = path.endswith("/invocation/next")
                response = self._next() if is_next else self._receive(path, body)
                if response is None:
                    return
                connection.sendall(response)

    def _next(self) -> bytes | None:
        self.messages.put(RuntimeMessage(MessageKind.READY))
        event = self._events.get()
        return None if event is None else _http(b"200 OK", event.headers, event.payload)

    def _receive(self, path: str, body: bytes) -> bytes:
        self.messages.put(RuntimeMessage(_kind_of(path), body))
        return _http(b"202 Accepted", {}, b'{"status":"OK"}')


def _kind_of(path: str) -> MessageKind:
    if path.endswith("/init/error"):
        return MessageKind.INIT_ERROR
    return MessageKind.RESPONSE if path.endswith("/response") else MessageKind.ERROR


def _read_body(requests: BinaryIO) -> bytes:
    headers = parse_headers(requests)
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        return b"".join(_chunks(requests))
    return requests.read(int(headers.get("Content-Length", 0)))


def _chunks(requests: BinaryIO) -> list[bytes]:
    chunks = []
    while size := int(requests.readline().split(b";")[0], 16):
        chunks.append(requests.read(size))
        requests.readline()
    requests.readline()
    return chunks


def _http(status: bytes, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{name}: {value}\r\n".encode() for name, value in headers.items()]
    length = f"Content-Length: {len(body)}\r\n".encode()
    kind = b"Content-Type: application/json\r\n"
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(lines) + kind + length + b"\r\n" + body
