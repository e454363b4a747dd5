"""Several stacks at once: all results, all failures, and one interrupt for everybody."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from gitops.adapters import parallel, processes
from gitops.adapters.errors import Failure
from gitops.adapters.processes import interruptible

WAITS = "import time\nprint('ready', flush=True)\ntime.sleep(600)"


def test_the_results_come_in_the_order_of_the_things() -> None:
    first_may_end = threading.Event()

    def work(name: str) -> str:
        if name == "first":
            assert first_may_end.wait(120)
        else:
            first_may_end.set()
        return name.upper()

    assert parallel.each(["first", "second"], work) == ["FIRST", "SECOND"]


def test_nothing_to_do_is_done_at_once() -> None:
    assert parallel.each([], str) == []


def test_all_failures_are_reported() -> None:
    def fail(name: str) -> None:
        raise Failure(f"{name} went wrong")

    with pytest.raises(Failure, match="one went wrong\ntwo went wrong"):
        parallel.each(["one", "two"], fail)


def test_what_one_does_is_finished_when_another_fails() -> None:
    done: list[str] = []

    def work(name: str) -> None:
        if name == "bad":
            raise Failure("bad went wrong")
        done.append(name)

    with pytest.raises(Failure, match=r"^bad went wrong$"):
        parallel.each(["bad", "good"], work)
    assert done == ["good"]


def test_an_interrupt_reaches_every_process_and_is_raised_when_all_have_ended(
    tmp_path: Path,
) -> None:
    both = threading.Barrier(2, action=lambda: os.kill(os.getpid(), signal.SIGINT))
    codes: list[int] = []

    def meet(line: str) -> None:
        if line == "ready\n":
            both.wait(120)

    def run(name: str) -> None:
        code = processes.run(
            [sys.executable, "-c", WAITS],
            env=os.environ,
            cwd=tmp_path,
            log=tmp_path / name,
            each=meet,
        )
        codes.append(code)

    with interruptible(), pytest.raises(KeyboardInterrupt):
        parallel.each(["one", "two"], run)
    assert len(codes) == 2
    assert all(codes)
