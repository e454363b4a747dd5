"""A run whose commit is older than what is deployed ends without doing anything."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters import cloud as clouds
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.approval import approvals, clearance
from gitops.approval.approvals import Unapproved
from gitops.approval.reviewed import FILE
from gitops.cli import app
from gitops.commands import deployment
from gitops.environment import records
from gitops.environment.registry import LocalRegistry
from tests.fake_github.server import FakeGitHub

OLD, NEW, FOREIGN = "a" * 40, "b" * 40, "c" * 40
LOCAL = Cloud("local")


@pytest.fixture(autouse=True)
def _workflow(
    build: Path, fake_github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_github.store.unknown = {FOREIGN}
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / FILE).touch()
    monkeypatch.chdir(tmp_path)
    fake_github.store.is_ancestor = lambda earlier, later: (earlier, later) == (OLD, NEW)
    environ = {
        **fake_github.environ(),
        "GITHUB_RUN_ID": "7",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    monkeypatch.setattr(approvals, "require", lambda _suffix, **_options: "by mara")
    assert build


def _admits(monkeypatch: pytest.MonkeyPatch, commit: str) -> bool:
    monkeypatch.setenv("GITHUB_SHA", commit)
    return clearance.is_cleared("dev", LOCAL, Reporter(), unreviewed=False)


def _deploy(monkeypatch: pytest.MonkeyPatch, commit: str) -> None:
    monkeypatch.setenv("GITHUB_SHA", commit)
    records.register(records.recorded("dev"), LOCAL)


def test_the_first_and_each_newer_commit_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _admits(monkeypatch, OLD)
    _deploy(monkeypatch, OLD)

    assert _admits(monkeypatch, OLD)
    assert _admits(monkeypatch, NEW)


def test_an_older_commit_is_superseded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _deploy(monkeypatch, NEW)
    monkeypatch.setattr(approvals, "require", None)

    assert not _admits(monkeypatch, OLD)
    assert (tmp_path / "output").read_text() == "superseded=true\n"


def test_a_deployment_from_a_laptop_keeps_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    _deploy(monkeypatch, NEW)
    monkeypatch.setenv("GITHUB_RUN_ID", "")
    _deploy(monkeypatch, OLD)

    record = LocalRegistry().read("dev")
    assert record is not None
    assert (record.commit, record.run_id) == (NEW, 0)


def test_a_commit_that_github_does_not_know_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    _deploy(monkeypatch, FOREIGN)

    with pytest.raises(Failure, match=f"could not compare {NEW} with {FOREIGN}.*404"):
        _admits(monkeypatch, NEW)


class Opened(Exception):
    """The command began to work on the environment."""


def _command(monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    """`gitops deploy` with these options, until it opens the environment."""

    def opened(*_arguments: object, **_options: object) -> None:
        raise Opened

    monkeypatch.setattr(deployment, "opened", opened)
    monkeypatch.setattr(clouds, "find", lambda _name: LOCAL)
    CliRunner().invoke(app, ["deploy", "--suffix", "dev", *options], catch_exceptions=False)


def test_a_superseded_run_does_not_even_synthesize(monkeypatch: pytest.MonkeyPatch) -> None:
    _deploy(monkeypatch, NEW)
    monkeypatch.setenv("GITHUB_SHA", OLD)

    _command(monkeypatch, "--reviewed")
    _command(monkeypatch, "--approved", "folder")
    # By hand nobody reviewed, and nobody is asked.
    with pytest.raises(Opened):
        _command(monkeypatch)


@pytest.mark.parametrize("options", [["--reviewed"], ["--approved", "folder"]])
def test_nothing_is_opened_without_an_approval(
    monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    asked = list[bool]()

    def refuse(_suffix: str, *, unreviewed: bool) -> str:
        asked.append(unreviewed)
        raise Unapproved("nobody")

    monkeypatch.setattr(approvals, "require", refuse)
    monkeypatch.setenv("GITHUB_SHA", NEW)

    with pytest.raises(Unapproved, match="nobody"):
        _command(monkeypatch, *options)
    assert asked == [options != ["--reviewed"]]

    monkeypatch.setattr(approvals, "require", lambda _suffix, **_options: "by mara")
    with pytest.raises(Opened):
        _command(monkeypatch, *options)
