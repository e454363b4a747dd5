"""Child processes that stop in order: one interrupt, then all the time they need."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from gitops.adapters.logs import Log
from gitops.adapters.masked_lines import MaskedLines

PR_SET_PDEATHSIG = 1
GUARD = Path(__file__).with_name("guard.py")
_RUNNING: set[subprocess.Popen[str]] = set()
# Looked up here: between fork and exec nothing may be loaded.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    each: Callable[[str], None] = lambda _line: None,
) -> int:
    """Run `argv` to its end; every line goes to `log`, if it can, secrets masked, and to `each`.

    Returns its exit code. An interrupt is passed on once; then the process is awaited, however
    long it takes, and the interrupt is raised again: Terraform saves its state before it ends.
    """
    lines = MaskedLines()
    with Log(log) as file:

        def take(line: str) -> None:
            file.write(lines.masked(line))
            each(line)

        process = _start(argv, env=env, cwd=cwd)
        _RUNNING.add(process)
        try:
            return _lines(process, take)
        finally:
            _RUNNING.discard(process)


def interrupt_running() -> None:
    """Pass an interrupt on to every process that another thread runs."""
    for process in tuple(_RUNNING):
        process.send_signal(signal.SIGINT)


def _start(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> subprocess.Popen[str]:
    """Start `argv` in a session of its own, with all that it prints readable as text.

    A Ctrl-C in the terminal reaches the whole process group; with a session of its own the child
    is only stopped by us. If we are killed, Linux signals in our place, and the guard sees to it
    that the child is interrupted once.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(GUARD), *argv],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_interrupted_with_its_parent,  # noqa: PLW1509 (one call into libc, no lock taken)
    )


def _lines(process: subprocess.Popen[str], each: Callable[[str], None]) -> int:
    interrupt: KeyboardInterrupt | None = None
    with process:
        while True:
            try:
                for line in process.stdout or ():
                    each(line)
                code = process.wait()
                break
            except KeyboardInterrupt as received:
                if interrupt is None:
                    process.send_signal(signal.SIGINT)
                interrupt = received
    if interrupt is not None:
        raise interrupt
    return code


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGINT and SIGTERM raise KeyboardInterrupt.

    A shell starts background jobs with SIGINT ignored, and Python then leaves it so; CI runners
    send SIGTERM after SIGINT. Both mean: stop in order.
    """
    previous = {
        number: signal.signal(number, _raise_interrupt)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def uninterruptible(notice: Callable[[], None]) -> Iterator[None]:
    """Answer SIGINT and SIGTERM with `notice` only, while something must be finished."""

    def refuse(_number: int, _frame: FrameType | None) -> None:
        notice()

    previous = {number: signal.signal(number, refuse) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _raise_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _interrupted_with_its_parent() -> None:
    if _PRCTL is not None:
        _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


def scrubbed(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The inherited environment without what would turn Terraform or boto3 to another cloud."""
    return {key: value for key, value in environ.items() if not key.startswith("AWS_ENDPOINT_URL")}
