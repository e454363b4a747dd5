"""Who interrupts a command is told what is true: nothing was changed, or how to go on."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gitops import cli
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Interrupted
from gitops.environment import cycle, operations, outputs, synthesis
from gitops.environment.record import Record
from gitops.environment.registry import LocalRegistry
from gitops.fleet.sweep import Sweep
from gitops.review import collection
from tests.gitops.plans.documents import synthesized

READING = (
    ["plan"],
    ["check", "--on", "plan"],
    ["check", "--on", "live"],
    ["drift"],
)
CHANGING = (["deploy"], ["test"], ["destroy"])
SILENT = (
    ["synth", "--suffix", "pr-7"],
    ["check", "--suffix", "pr-7"],
    ["outputs", "--suffix", "pr-7"],
    ["comment", "--suffix", "pr-7"],
    ["environments", "--cloud", "aws"],
)


def _interrupt(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _built(
    build: Path,  # noqa: ARG001 (commands write there)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two environments are deployed; nothing is synthesized."""
    monkeypatch.delenv("STATE_BUCKET", raising=False)
    for suffix in ("pr-7", "prod"):
        created = "2026-01-01T00:00:00Z"
        LocalRegistry().write(Record(suffix, created, "", cloud="aws", identity="aws"))
        outputs.write(suffix, {"prices": {}}, Cloud.aws({}))
    monkeypatch.setattr(
        operations, "build", lambda suffix, *_, **__: (Record(suffix, "", ""), ["prices"])
    )


def _stopped(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def _said(monkeypatch: pytest.MonkeyPatch, command: list[str], suffix: str) -> str:
    """What a command says that somebody interrupts as soon as it holds its environment."""
    for module, name in (
        (operations, "init"),
        (operations, "test"),
        (cycle, "check_and_plan"),
    ):
        monkeypatch.setattr(module, name, _interrupt)
    confirm = ["--confirm", suffix] if command == ["destroy"] else []
    stopped = _stopped(*command, "--suffix", suffix, "--cloud", "aws", *confirm)
    assert isinstance(stopped.exception, Interrupted)
    return str(stopped.exception)


@pytest.mark.parametrize("suffix", ["pr-7", "prod"])
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_who_only_reads_is_reported_that_nothing_was_changed(
    monkeypatch: pytest.MonkeyPatch, command: list[str], suffix: str
) -> None:
    assert _said(monkeypatch, command, suffix) == "Interrupted; nothing was changed."


@pytest.mark.parametrize("command", CHANGING, ids=" ".join)
def test_who_changes_is_reported_how_to_go_on_or_to_end_it(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    assert _said(monkeypatch, command, "pr-7") == (
        "Interrupted; run the same command to go on, or gitops destroy --suffix pr-7 --cloud aws."
    )


@pytest.mark.parametrize("command", CHANGING, ids=" ".join)
def test_nobody_is_reported_to_destroy_what_is_protected(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    assert _said(monkeypatch, command, "prod") == "Interrupted; run the same command to go on."


@pytest.mark.parametrize("command", SILENT, ids=" ".join)
def test_what_never_touches_the_cloud_just_ends(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    for holder, name in (
        (operations, "build"),
        (outputs, "read"),
        (synthesis, "stack_names"),
        (collection, "collect"),
        (Sweep, "decisions"),
    ):
        monkeypatch.setattr(holder, name, _interrupt)
    synthesized("pr-7")

    stopped = _stopped(*command)

    assert stopped.exit_code == 130
    assert "destroy" not in stopped.output
