"""The process of one execution environment; it serves one invocation at a time."""

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
from localcloud.lambda_.runtime.runtime_api import (
    InvocationEvent,
    MessageKind,
    RuntimeApi,
    RuntimeMessage,
)

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_INIT_SECONDS = 10  # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html


class RuntimeExited(Exception):
    """The process exited between two invocations; another one must serve the event."""


@dataclass(frozen=True)
class ProcessSpec:
    """The settings to start the process of one deployment."""

    handler: str
    task_root: Path
    variables: Mapping[str, str]
    timeout_s: int


class RuntimeProcess:
    """Starts awslambdaric in a session of its own and serves its Runtime API.

    `spawner` must outlive the process: the kernel kills it with the thread that started it.
    """

    def __init__(
        self,
        spec: ProcessSpec,
        spawner: ThreadPoolExecutor,
        on_lines: Callable[[list[str]], None],
    ) -> None:
        self._timeout_s = spec.timeout_s
        self._served = False
        self._ended = False
        self._api = RuntimeApi()
        self._process = spawner.submit(_start, spec, self._api.address).result()
        assert self._process.stdout is not None  # noqa: S101 (we asked for a pipe)
        self._output = OutputReader(os.dup(self._process.stdout.fileno()), on_lines)
        self._process.stdout.close()
        Thread(target=self._watch, daemon=True, name="runtime-watch").start()

    @property
    def pid(self) -> int:
        """The process id, which is also its process group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """As `subprocess.Popen.returncode`: negative for a signal, None while it runs."""
        return self._process.returncode

    def wait_ready(self) -> RuntimeMessage:
        """Wait until the process asks for an event: the message is READY, or the failure.

        Raises:
            RuntimeExited: it exited after it had served an event.
        """
        message = self._receive(_INIT_SECONDS + self._timeout_s)
        # It may have asked for an event and then exited, by a thread of its own or a signal.
        ended = message.kind is not MessageKind.READY or self._process.returncode is not None
        if ended and self._served:
            raise RuntimeExited
        return message

    def serve(self, event: InvocationEvent) -> RuntimeMessage:
        """Hand over one event and wait for the response; kill the process after the timeout."""
        self._served = True
        self._api.offer(event)
        return self._receive(self._timeout_s)

    def kill(self) -> None:
        """End the process and everything it started."""
        if not self._ended:  # afterwards another process may have its id
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._api.close()

    def _receive(self, seconds: float) -> RuntimeMessage:
        try:
            message = self._api.messages.get(timeout=seconds)
        except queue.Empty:
            message = RuntimeMessage(MessageKind.TIMED_OUT)
            self.kill()
        self._output.drain()
        return message

    def _watch(self) -> None:
        self._process.wait()
        self._api.messages.put(RuntimeMessage(MessageKind.EXITED))
        self.kill()  # the processes that it left in its group
        self._ended = True


def _start(spec: ProcessSpec, api_address: str) -> subprocess.Popen[bytes]:
    argv, isolation = python_command(spec.task_root)
    return subprocess.Popen(
        [*argv, str(_BOOTSTRAP), str(os.getpid()), spec.handler],
        cwd=spec.task_root,
        env={**spec.variables, **isolation, "AWS_LAMBDA_RUNTIME_API": api_address},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # one pipe keeps print, logging and errors in order
        start_new_session=True,
    )
