"""Logs of child processes; a full disk drops lines but never stops the work.

A disk that is full is no reason to leave an environment half destroyed.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Self, TextIO

from gitops.adapters.console import Reporter

_WARNED = threading.Event()
_LOCK = threading.Lock()


class Log:
    """Appends lines to the file at `path`; what it does not take is dropped, with one warning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Line by line: what waits in a buffer fails later, and takes more with it.
            self._file = path.open("a", buffering=1)
        except OSError as error:
            lost(path, error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def write(self, line: str) -> None:
        """Append the line, which ends itself; never raises for what the disk does."""
        if self._file is None:
            return
        try:
            self._file.write(line)
        except OSError as error:
            lost(self._path, error)
            self._close()

    def _close(self) -> None:
        """Closing tries once more to write what could not be written."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


def lost(path: Path, error: OSError) -> None:
    """Warn that a log or a report cannot be written, but only of the first in a command."""
    with _LOCK:
        if not _WARNED.is_set():
            _WARNED.set()
            Reporter().warn(f"Cannot write {path} ({error.strerror or error}); continuing.")
