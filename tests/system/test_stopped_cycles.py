"""A real cycle stopped in the middle of its deploy: nothing runs on, nothing stays deployed."""

import json
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 900


@pytest.fixture
def home() -> Iterator[Path]:
    """The folder of a throwaway environment."""
    folder = ROOT / "build" / "environments" / f"stop-{secrets.token_hex(3)}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cycle(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """A cycle that is creating queues, which takes Terraform half a minute."""
    argv = [sys.executable, "-m", "gitops", "cycle", "--suffix", home.name]
    with subprocess.Popen(
        argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        log = home / "logs" / "terraform-crypto-price-processing.log"
        _wait(
            lambda: (
                log.is_file()
                and "aws_sqs_queue.webhook-processor-dlq-queue: Creating" in log.read_text()
            )
        )
        yield process
        process.kill()


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _descendants(pid: int) -> list[int]:
    """All processes below `pid`, whatever session they are in and whichever thread began them."""
    children = [
        child
        for tasks in Path(f"/proc/{pid}/task").glob("*/children")
        for child in _read(tasks).split()
    ]
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""  # the thread has ended


def _none_alive(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_an_interrupted_cycle_destroys_what_it_had_made(
    cycle: "subprocess.Popen[str]", home: Path
) -> None:
    began = _descendants(cycle.pid)

    cycle.send_signal(signal.SIGINT)
    said, _ = cycle.communicate(timeout=PATIENCE_SECONDS)

    assert cycle.returncode == 130, said
    assert f"Interrupted; environment {home.name} is gone." in said
    assert json.loads((home / "leftovers.json").read_text())["leftovers"] == []
    assert not list(home.glob("environment.json"))
    assert len(began) >= 2
    assert _none_alive(began)


def test_a_killed_cycle_leaves_no_process_and_with_it_no_embedded_cloud(
    cycle: "subprocess.Popen[str]",
) -> None:
    began = _descendants(cycle.pid)

    cycle.kill()

    assert len(began) >= 2
    _wait(lambda: _none_alive(began))
