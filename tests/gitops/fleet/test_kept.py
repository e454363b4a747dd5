"""A destroy at the end of a run leaves what the label of the pull request keeps."""

from datetime import UTC, datetime, timedelta

import pytest
from github.Repository import Repository
from typer.testing import CliRunner

from gitops import cli
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.environment import presence
from gitops.environment.record import LONGEST_LIFE, Record, rfc3339
from gitops.environment.registry import LocalRegistry
from gitops.fleet import kept
from gitops.fleet.candidates import KEEP
from tests.fake_github.server import FakeGitHub

AWS = Cloud.aws({})


@pytest.fixture
def number(build: object, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> int:
    """An open pull request whose environment was deployed a while ago."""
    assert build
    monkeypatch.delenv("STATE_BUCKET", raising=False)
    opened = int(fake_github.store.add_pull("a" * 40)["number"])
    _record(opened, timedelta(hours=9))
    return opened


def _record(number: int, age: timedelta) -> None:
    created = datetime.now(UTC) - age
    LocalRegistry().write(Record(f"pr-{number}", rfc3339(created), rfc3339(created)))


def test_the_label_keeps_the_environment_of_an_open_pull_request_for_a_week(
    number: int, fake_github: FakeGitHub, repository: Repository
) -> None:
    suffix, store = f"pr-{number}", fake_github.store
    assert kept.reason(repository, suffix, AWS) == ""

    store.label(number, KEEP)
    assert kept.reason(repository, suffix, AWS).startswith("its pull request has the label keep")
    store.close(number)
    assert kept.reason(repository, suffix, AWS) == ""
    store.reopen(number)
    _record(number, LONGEST_LIFE)
    assert kept.reason(repository, suffix, AWS) == ""


def test_what_no_pull_request_has_or_nobody_deployed_is_kept_by_none(
    number: int, fake_github: FakeGitHub, repository: Repository
) -> None:
    fake_github.store.label(number, KEEP)

    assert kept.reason(repository, "demo", AWS) == ""
    assert kept.reason(repository, f"pr-{number + 1}", AWS) == ""


def test_a_destroy_asks_for_the_label_only_when_it_is_told_to(
    number: int, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def destroyed(*_: object) -> bool:
        raise Failure("destroyed")

    monkeypatch.setattr(presence, "exists", destroyed)
    for name, value in fake_github.environ().items():
        monkeypatch.setenv(name, value)
    fake_github.store.label(number, KEEP)
    command = ["destroy", "--suffix", f"pr-{number}", "--cloud", "aws"]

    left = CliRunner().invoke(cli.app, [*command, "--unless-kept"])
    assert f"Environment pr-{number} stays: its pull request has the label keep" in left.output
    assert left.exit_code == 0
    assert str(CliRunner().invoke(cli.app, command).exception) == "destroyed"
    fake_github.store.unlabel(number, KEEP)
    asked = CliRunner().invoke(cli.app, [*command, "--unless-kept"])
    assert str(asked.exception) == "destroyed"
