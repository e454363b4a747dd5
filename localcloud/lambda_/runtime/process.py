"""One execution environment: one process that serves one invocation at a time."""

import contextlib
import os
import queue
import signal
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from localcloud.lambda_.runtime.isolation import python_command
from localcloud.lambda_.runtime.output import OutputReader
from localcloud.lambda_.runtime.runtime_api import Event, Kind, Message, RuntimeApi

_LAUNCH = Path(__file__).with_name("bootstrap.py")
_INIT_SECONDS = 10  # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html


class Gone(Exception):
    """The process ended between two invocations; another one must serve the event."""


@dataclass(frozen=True)
class Launch:
    """How to start the process of one deployment."""

    handler: str
    task_root: Path
    variables: Mapping[str, str]
    timeout_s: int


class RuntimeProcess:
    """Starts awslambdaric in its own session and talks with it through its Runtime API.

    ``spawner`` must outlive the process: the kernel kills it with the thread that started it.
    """

    def __init__(
        self, launch: Launch, spawner: ThreadPoolExecutor, on_lines: Callable[[list[str]], None]
    ) -> None:
        self._timeout_s = launch.timeout_s
        self._served = False
        self._ended = False
        self._api = RuntimeApi()
        self._process = spawner.submit(_start, launch, self._api.address).result()
        assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
        self._output = OutputReader(os.dup(self._process.stdout.fileno()), on_lines)
        self._process.stdout.close()
        Thread(target=self._watch, daemon=True, name="runtime-watch").start()

    @property
    def pid(self) -> int:
        """The process id, which is also its process group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """As ``subprocess.Popen.returncode``: negative for a signal, None while it runs."""
        return self._process.returncode

    def wait_ready(self) -> Message:
        """Wait until the process asks for an event: the message is READY, or why there is none.

        Raises:
            Gone: it ended after it had served an event.
        """
        message = self._receive(_INIT_SECONDS + self._timeout_s)
        # It may have asked for an event and then ended, by a thread of its own or a signal.
        ended = message.kind is not Kind.READY or self._process.returncode is not None
        if ended and self._served:
            raise Gone
        return message

    def serve(self, event: Event) -> Message:
        """Hand over one event and wait for the answer; after the timeout the process is killed."""
        self._served = True
        self._api.offer(event)
        return self._receive(self._timeout_s)

    def kill(self) -> None:
        """End the process and everything it started."""
        if not self._ended:  # afterwards its number may belong to somebody else
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._api.close()

    def _receive(self, seconds: float) -> Message:
        try:
            message = self._api.messages.get(timeout=seconds)
        except queue.Empty:
            message = Message(Kind.TIMED_OUT)
            self.kill()
        self._output.drain()
        return message

    def _watch(self) -> None:
        self._process.wait()
        self._api.messages.put(Message(Kind.EXITED))
        self.kill()  # what it left running in its group
        self._ended = True


def _start(launch: Launch, api_address: str) -> subprocess.Popen[bytes]:
    argv, isolation = python_command(launch.task_root)
    return subprocess.Popen(
        [*argv, str(_LAUNCH), str(os.getpid()), launch.handler],
        cwd=launch.task_root,
        env={**launch.variables, **isolation, "AWS_LAMBDA_RUNTIME_API": api_address},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # one pipe keeps print, logging and errors in order
        start_new_session=True,
    )
