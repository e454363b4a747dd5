"""`gitops comment` from the files of an environment to the comment on GitHub."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.cli import app
from tests.fake_github.server import FakeGitHub
from tests.gitops.plans.documents import STACKS, created, destroyed, document, synthesized

RUNNER_VARIABLES = (
    "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT",
    "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_laptop(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(build) in str(EnvironmentPaths("dev").home)
    for name in RUNNER_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def _plan(*stacks: str) -> None:
    synthesized("dev")
    for stack in stacks:
        path = EnvironmentPaths("dev").plan_json(stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        changes = [created("aws_iam_role.r", name="r"), destroyed("aws_sqs_queue.q")]
        path.write_text(json.dumps(document(changes)))


def _comment(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["comment", *arguments], catch_exceptions=False)

    assert done.exit_code == 0
    return done.stdout


def test_a_dry_run_prints_the_comment() -> None:
    _plan(*STACKS)
    text = _comment("--dry-run")

    assert "The plan destroys 2, creates 2." in text or "destroys 2, creates 2" in text
    assert "| `trade-history` | 1 | 1 |" in text


def test_a_stack_alone_has_its_own_comment() -> None:
    _plan("trade-history")
    text = _comment("--dry-run", "--stack", "trade-history")

    assert "destroys 1, creates 1" in text


def test_without_a_synthesis_it_says_so_and_still_comments() -> None:
    text = _comment("--dry-run")

    assert text.startswith("## ⛔ dev: no plan\n")
    assert "No plan of any stack" in text


def test_without_a_plan_it_says_so_and_still_comments() -> None:
    synthesized("dev")
    text = _comment("--dry-run")

    assert text.startswith("## ⛔ dev: no plan\n")
    assert text.count("No plan of") == len(STACKS)


def test_a_laptop_must_say_which_pull_request() -> None:
    with pytest.raises(Refusal, match="No pull request"):
        _comment()


def test_in_a_workflow_the_comment_and_the_summary_are_written(
    fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _plan(*STACKS)
    number = fake_github.store.add_pull("a" * 40)["number"]
    event = {"pull_request": {"number": number, "head": {"sha": "a" * 40}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    token = fake_github.token(permissions={"pull_requests": "write"})
    variables = {
        **fake_github.environ(token),
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_RUN_ID": "77",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_BASE_REF": "main",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert f"comment on pull request {number} created" in _comment()
    assert f"comment on pull request {number} updated" in _comment()
    (comment,) = fake_github.store.comments.values()
    assert comment["body"].startswith("<!-- market-pipelines plan: dev all; run 77.1 -->\n## ⚠️ dev")
    assert "of aaaaaaaaaaaa by [run 77, attempt 1]" in comment["body"]
    assert (tmp_path / "summary.md").read_text().count("## ⚠️ dev") == 2
    assert EnvironmentPaths("dev").comment.read_text().startswith("## ⚠️ dev")
    assert fake_github.refused == [f"GET /user: 403 {'Resource not accessible by integration'}"] * 2
