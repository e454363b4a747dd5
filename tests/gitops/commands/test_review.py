"""The commands of review.yml: statuses, what a repeated run may do, and the comment of a review."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import received
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.received import Received
from gitops.approval.reviewed import ReviewedHead
from gitops.approval.runs import SYNTHESIS
from gitops.cli import app
from tests.fake_github.server import FakeGitHub
from tests.gitops.plans.documents import STACKS, created, document, synthesized

HEAD, OTHER, MAIN, RUN, OURS = "a" * 40, "c" * 40, "0" * 40, 400, "500"
# What the jobs of review.yml are granted.
REPORT = {
    "actions": "read", "contents": "read", "pull_requests": "read", "statuses": "write",
}  # fmt: skip
COMMENT = {"contents": "read", "pull_requests": "write"}
GUARDS = [{"file": "policies/waivers.toml", "line": "3", "what": "modified", "text": ""}]


@pytest.fixture(autouse=True)
def _in_a_run_of_main(
    build: Path, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """A step of review.yml, started by the run of a pull request."""
    monkeypatch.setattr(received, "FOLDER", build / "review")
    fake_github.store.add_pull(HEAD)
    fake_github.store.add_run(HEAD, SYNTHESIS, id=RUN)
    _event(tmp_path, "completed")
    variables = {
        **fake_github.environ(fake_github.token(permissions=REPORT)),
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": OURS,
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_SHA": MAIN,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF", "REVIEW_SAVED", "REVIEW_SHOWN"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert [each for each in fake_github.refused if "/user" not in each] == []


def _event(folder: Path, action: str) -> None:
    run = {"id": RUN, "run_attempt": 1}
    payload = json.dumps({"action": action, "workflow_run": run})
    (folder / "event.json").write_text(payload)


def _gitops(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)

    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize(
    ("saved", "shown", "state"),
    [
        ("true", "true", "success"),
        ("", "true", "failure"),
        ("", "", "error"),
        ("true", "", "error"),
    ],
)
def test_the_status_of_the_head_says_how_the_review_ended(
    fake_github: FakeGitHub,
    monkeypatch: pytest.MonkeyPatch,
    saved: str,
    shown: str,
    state: str,
) -> None:
    monkeypatch.setenv("REVIEW_SAVED", saved)
    monkeypatch.setenv("REVIEW_SHOWN", shown)

    assert _gitops("review", "status", "--suffix", "prod") == f"review/prod: {state}\n"
    (status,) = fake_github.store.statuses[HEAD]
    assert (status["context"], status["state"]) == ("review/prod", state)
    assert status["target_url"].endswith(f"/actions/runs/{OURS}")


def test_the_status_waits_while_the_pull_requests_run_is_in_progress(
    fake_github: FakeGitHub, tmp_path: Path
) -> None:
    _event(tmp_path, "in_progress")
    fake_github.store.runs[RUN].update(status="in_progress", conclusion=None)
    _gitops("review", "status")
    assert fake_github.store.state(HEAD, "review/dev") == "pending"

    fake_github.store.statuses.clear()
    fake_github.store.runs[RUN].update(status="completed", conclusion="success")
    _gitops("review", "status")
    assert fake_github.store.statuses == {}, "a late job must not take back the result"


def test_a_head_that_moved_gets_no_status(fake_github: FakeGitHub) -> None:
    fake_github.store.push(1, OTHER)

    assert "newer head" in _gitops("review", "status")
    assert fake_github.store.statuses == {}


def test_another_workflow_of_the_same_name_sets_no_status(fake_github: FakeGitHub) -> None:
    fake_github.store.runs[RUN]["path"] = ".github/workflows/planted.yml"

    with pytest.raises(Unreviewed, match="planted"):
        _gitops("review", "status")
    assert fake_github.store.statuses == {}


def test_a_repeated_run_of_an_older_main_is_refused(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ATTEMPT", "2")
    fake_github.store.main = lambda: OTHER

    with pytest.raises(Refusal, match="run the pull request's workflow again"):
        _gitops("review", "receive")


def test_a_superseded_run_receives_nothing_and_is_no_failure(
    fake_github: FakeGitHub, tmp_path: Path
) -> None:
    fake_github.store.push(1, OTHER)

    assert "newer head" in _gitops("review", "receive")
    assert not (tmp_path / "output").exists()
    assert received.find() is None


@pytest.mark.parametrize("command", ["check", "plan", "comment"])
def test_outside_of_a_review_there_is_nothing_to_review(command: str) -> None:
    with pytest.raises(Refusal, match="Nothing was received"):
        _gitops("review", command)


@pytest.fixture(name="planned")
def planned_() -> None:
    """What the job that plans has before it writes the comment; it has no token."""
    synthesized("dev")
    for stack in STACKS:
        path = EnvironmentPaths("dev").plan_json(stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document([created("aws_iam_role.r", name="r")])))


def _comment(fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """The job that plans writes it, without a token; another posts it."""
    with monkeypatch.context() as patched:
        patched.delenv("GITHUB_TOKEN", raising=False)
        _gitops("comment", "--save")
        patched.setenv("GITHUB_TOKEN", fake_github.token(permissions=COMMENT))
        return _gitops("review", "comment")


def _received(**more: object) -> None:
    received.write(Received(ReviewedHead(1, "main", HEAD, RUN, 1), **more))  # type: ignore[arg-type]


@pytest.mark.usefixtures("planned")
def test_the_comment_goes_to_the_reviewed_pull_request_and_lists_what_it_allows(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _received(guards=GUARDS)

    _comment(fake_github, monkeypatch)

    (comment,) = fake_github.store.comments.values()
    assert comment["issue_url"].endswith("/issues/1")
    assert "### Allowed by this pull request (1)" in comment["body"]
    assert "policies/waivers.toml:3 modified" in comment["body"]
    assert f"of {HEAD[:12]} by" in comment["body"]
    assert (tmp_path / "output").read_text() == "commented=true\n"


def test_what_was_not_written_cannot_be_posted(fake_github: FakeGitHub) -> None:
    _received()

    with pytest.raises(Refusal, match="`gitops comment --save` writes it"):
        _gitops("review", "comment")
    assert fake_github.store.comments == {}


@pytest.mark.usefixtures("planned")
def test_a_head_that_moved_gets_no_comment(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    _received()
    fake_github.store.push(1, OTHER)

    assert "a newer run reviews that" in _comment(fake_github, monkeypatch)


@pytest.mark.usefixtures("planned")
def test_the_comment_says_why_nothing_is_planned_or_what_was_refused(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    _received(unplanned="A bot opened the pull request.")
    _comment(fake_github, monkeypatch)
    (comment,) = fake_github.store.comments.values()
    assert "A bot opened the pull request." in comment["body"]

    _received(refused={"dev": ["cdk.tf.json: locals: not admitted"]})
    _comment(fake_github, monkeypatch)
    assert "## ⛔ dev: no plan" in comment["body"]
    assert "locals: not admitted" in comment["body"]


def test_nothing_is_kept_of_a_pull_request_whose_own_run_failed() -> None:
    synthesized("dev")
    _received(failed=True)

    with pytest.raises(Failure, match="Run 400 of the pull request failed"):
        _gitops("review", "save")


def test_without_a_plan_nothing_is_kept_and_that_is_no_failure(tmp_path: Path) -> None:
    _received(unplanned="The pull request comes from a fork.")

    assert "comes from a fork" in _gitops("review", "save")
    assert (tmp_path / "output").read_text() == "saved=true\n"
    assert not (EnvironmentPaths("dev").home / "reviewed").exists()
