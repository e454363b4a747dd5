"""A disk that is full keeps nobody from destroying, and is told of once."""

import errno
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gitops.adapters import logs, processes
from gitops.adapters import terraform as module
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.adapters.terraform import Terraform
from gitops.environment import leftover_scan, operator_parameters
from gitops.environment.leftover_scan import Findings
from gitops.environment.record import Record
from gitops.environment.registry import LocalRegistry
from gitops.environment.teardown import Teardown

# Linux's own: opens, and answers every write with ENOSPC.
FULL = Path("/dev/full")
RECORD = Record("pr-7", "2026-01-01T00:00:00Z", "")
WARNING = "Cannot write /dev/full (No space left on device); continuing."


@pytest.fixture(autouse=True)
def _nothing_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_WARNED", threading.Event())


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on no new file can be made."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return lambda: monkeypatch.setattr(tempfile, "mkstemp", refuse)


def _run(log: Path) -> tuple[int, list[str]]:
    seen: list[str] = []
    program = "for number in range(3000): print(number)"
    argv = [sys.executable, "-c", program]
    code = processes.run(argv, env=os.environ, cwd=Path("/"), log=log, each=seen.append)
    return code, seen


def _terraform(folder: Path, log: Path) -> Terraform:
    stack, lock = folder / "stack", folder / "empty.lock.hcl"
    stack.mkdir()
    lock.touch()
    backend = {"local": {"path": str(folder / "state" / "stack.tfstate")}}
    document = {"terraform": {"backend": backend}, "resource": {"terraform_data": {"one": {}}}}
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    return Terraform(stack, dict(os.environ), log, lock)


def test_a_process_runs_to_its_end_though_nothing_of_its_log_can_be_written(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for _ in range(2):
        assert _run(FULL) == (0, [f"{number}\n" for number in range(3000)])

    assert capfd.readouterr().err == f"warning: {WARNING}\n"


def test_a_process_runs_to_its_end_though_its_log_cannot_be_opened(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    log = tmp_path / "file" / "terraform.log"

    assert _run(log)[0] == 0

    assert capfd.readouterr().err.startswith(f"warning: Cannot write {log} (")


def test_what_the_disk_takes_is_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "logs" / "terraform.log"

    code, seen = _run(log)

    assert (code, log.read_text()) == (0, "".join(seen))
    assert capfd.readouterr().err == ""


def test_terraform_destroys_on_a_full_disk(
    tmp_path: Path,
    build: Path,  # noqa: ARG001 (Terraform's configuration goes there)
    full: Callable[[], None],
) -> None:
    terraform = _terraform(tmp_path, FULL)
    terraform.init()
    terraform.plan(tmp_path / "p", lambda _: None)
    terraform.apply(tmp_path / "p", lambda _: None)
    full()

    terraform.init()

    assert terraform.destroy(lambda _: None).summary == "1 destroyed"


@pytest.mark.parametrize("ready", [True, False])
def test_an_init_that_the_disk_stops_is_needed_only_where_there_was_none(
    tmp_path: Path,
    build: Path,  # noqa: ARG001 (Terraform's configuration goes there)
    monkeypatch: pytest.MonkeyPatch,
    ready: bool,
) -> None:
    terraform = _terraform(tmp_path, tmp_path / "log")
    if ready:
        terraform.init()
        terraform.plan(tmp_path / "p", lambda _: None)
        terraform.apply(tmp_path / "p", lambda _: None)
    stopped = tmp_path / "terraform"
    said = "could not write lock info: write .terraform/x: no space left on device"
    stopped.write_text(
        f'#!/bin/sh\n[ "$1" = init ] && echo "Error: {said}" && exit 1\n'
        f'exec {module.executable()} "$@"\n'
    )
    stopped.chmod(0o755)
    monkeypatch.setattr(module, "executable", lambda: str(stopped))

    if ready:
        terraform.init()
        assert terraform.destroy(lambda _: None).summary == "1 destroyed"
    else:
        with pytest.raises(Failure, match="no space left on device"):
            terraform.init()


def test_a_file_that_would_be_the_same_takes_no_space(
    tmp_path: Path, full: Callable[[], None]
) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"same", mode=0o600)
    full()

    write_atomically(path, b"same", mode=0o600)

    for content, mode in ((b"other", 0o600), (b"same", 0o644)):
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, content, mode=mode)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"same", 0o600)


def test_a_proven_destroy_is_over_though_its_findings_cannot_be_kept(
    build: Path,  # noqa: ARG001 (the environment's files are there)
    full: Callable[[], None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    LocalRegistry().write(RECORD)
    monkeypatch.setattr(operator_parameters, "delete_all", lambda *_: 0)
    monkeypatch.setattr(leftover_scan, "scan", lambda *_, **__: Findings())
    full()

    Teardown("pr-7", RECORD, {}, [], Cloud("local"), Reporter()).run()

    assert LocalRegistry().read("pr-7") is None
    assert "leftovers.json (No space left on device)" in capfd.readouterr().err


def test_what_a_person_or_a_job_would_read_stops_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(FULL))
    file = FULL.open("w")
    console = Console(file=file)
    report, done = Reporter(out=console, errors=console), list[str]()

    with report.step("destroy"):
        done.append("destroyed")
    report.say("said")
    report.fail("failed")

    assert done == ["destroyed"]
    with pytest.raises(OSError, match="No space left"):
        file.close()
