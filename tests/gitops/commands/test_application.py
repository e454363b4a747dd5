"""What no command foresees about files and outputs is one sentence too, never a traceback."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops import cli
from gitops.adapters.errors import Failure
from gitops.commands import application
from gitops.compliance import policies
from policies.engine.catalogue import UnfinishedPolicy

ROOT = Path(__file__).resolve().parents[3]


def _raising(error: Exception) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("number", "path", "sentence"),
    [
        (errno.EACCES, "build/x", "build/x: Permission denied. Allow your user to use it."),
        (errno.ENOENT, "/proc/x", "/proc/x: No such file or directory. Restore it, or name an"),
        (errno.EISDIR, "x.toml", "x.toml: Is a directory. Move away what is in its place."),
        (errno.ENOTDIR, "build/x", "build/x: Not a directory. Move away what is in its place."),
        (errno.EEXIST, "build", "build: File exists. Move away what is in its place."),
        (errno.ENOSPC, "build/x", "build/x: No space left on device. Free some space."),
        (errno.ENOSPC, None, "Output: No space left on device. Free some space."),
        (errno.EIO, "build/x", "build/x: Input/output error. Check the disk."),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_a_remedy(
    number: int, path: str | None, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    error = OSError(number, os.strerror(number), path)

    with pytest.raises(SystemExit) as exit_:
        application.run(_raising(error))

    assert exit_.value.code == 1
    shown = capfd.readouterr().err
    assert f"failed: {sentence}" in shown
    assert len(shown.splitlines()) == 1


def test_an_error_that_names_no_file_shows_where_it_comes_from() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        application.run(_raising(OSError(errno.EBADF, "Bad file descriptor")))


@pytest.mark.parametrize("command", ["comment --dry-run --suffix nobody", "controls --json"])
def test_a_command_runs_without_a_standard_output(command: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m gitops {command} >&-', sys.executable],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["docs", "controls"])
def test_an_unfinished_policy_is_one_sentence_for_every_command(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfinished() -> None:
        raise UnfinishedPolicy("The card of sqs_queue_x.py is incomplete: title is empty.")

    monkeypatch.setattr(policies, "discover", unfinished)

    failure = CliRunner().invoke(cli.app, [command]).exception

    assert isinstance(failure, Failure)
    assert str(failure) == "The card of sqs_queue_x.py is incomplete: title is empty."
