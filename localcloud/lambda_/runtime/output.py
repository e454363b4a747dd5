"""Reads the output of a runtime process line by line, so that its pipe never fills up."""

import os
import select
from collections.abc import Callable
from threading import Lock, Thread

_CHUNK = 65536


class OutputReader:
    """Passes each complete line of a pipe to `on_lines`, in order, from the thread that reads.

    A thread reads all the time: a handler that prints more than the pipe holds must not block.
    """

    def __init__(self, pipe: int, on_lines: Callable[[list[str]], None]) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._on_lines = on_lines
        self._lock = Lock()
        self._rest = b""
        self._closed = False
        Thread(target=self._read_all, daemon=True, name="runtime-output").start()

    def drain(self) -> None:
        """Pass on everything printed before this call, an unfinished last line included."""
        with self._lock:
            while self._read_available():
                pass
            self._flush_rest()

    def _read_all(self) -> None:
        poller = select.poll()
        poller.register(self._pipe, select.POLLIN)
        while not self._closed:
            poller.poll()
            with self._lock:
                self._read_available()

    def _read_available(self) -> bool:
        """Read one chunk if there is one; the caller holds the lock."""
        if self._closed:
            return False
        try:
            chunk = os.read(self._pipe, _CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            self._close()
        self._split(chunk)
        return bool(chunk)

    def _split(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if lines:
            self._on_lines([_text(line) for line in lines])

    def _flush_rest(self) -> None:
        rest, self._rest = self._rest, b""
        if rest:
            self._on_lines([_text(rest)])

    def _close(self) -> None:
        self._flush_rest()
        self._closed = True
        os.close(self._pipe)


def _text(line: bytes) -> str:
    # awslambdaric joins the lines of one multi-line error by carriage returns.
    return line.decode(errors="replace").replace("\r", "\n")
