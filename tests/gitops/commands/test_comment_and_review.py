"""`gitops comment` from the files of an environment to the comment on GitHub."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.cli import app
from stacks.environment import STACK_NAMES
from tests.github_stand_in.server import StandIn
from tests.gitops.plans.documents import created, destroyed, document

pytestmark = pytest.mark.usefixtures("build")
RUNNER_VARIABLES = (
    "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT",
    "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _synthesized(build: Path) -> None:  # noqa: ARG001 (the environment's files are there)
    manifest = EnvironmentPaths("dev").synth / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"stacks": {name: {} for name in STACK_NAMES}}))


@pytest.fixture(autouse=True)
def _on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in RUNNER_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def _plan(*stacks: str) -> None:
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
    _plan(*STACK_NAMES)
    text = _comment("--dry-run")

    assert "The plan destroys 2, creates 2." in text or "destroys 2, creates 2" in text
    assert "| `market-data-processing` | 1 | 1 |" in text


def test_a_stack_alone_has_its_own_comment() -> None:
    _plan("market-data-processing")
    text = _comment("--dry-run", "--stack", "market-data-processing")

    assert "destroys 1, creates 1" in text


def test_without_a_plan_it_says_so_and_still_comments() -> None:
    text = _comment("--dry-run")

    assert text.startswith("## ⛔ dev: no plan\n")
    assert text.count("There is no plan of") == len(STACK_NAMES)


def test_a_laptop_must_say_which_pull_request() -> None:
    with pytest.raises(Refusal, match="Which pull request"):
        _comment()


def test_in_a_workflow_the_comment_and_the_summary_are_written(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _plan(*STACK_NAMES)
    number = stand_in.store.add_pull("a" * 40)["number"]
    event = {"pull_request": {"number": number, "head": {"sha": "a" * 40}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    token = stand_in.token(permissions={"pull_requests": "write"})
    variables = {
        **stand_in.environ(token),
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_RUN_ID": "77",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_BASE_REF": "main",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert f"comment on pull request {number} posted" in _comment()
    assert f"comment on pull request {number} updated" in _comment()
    (comment,) = stand_in.store.comments.values()
    assert comment["body"].startswith("<!-- market-pipelines plan: dev all; run 77.1 -->\n## ⚠️ dev")
    assert "of aaaaaaaaaaaa by [run 77, attempt 1]" in comment["body"]
    assert (tmp_path / "summary.md").read_text().count("## ⚠️ dev") == 2
    assert stand_in.refused == [f"GET /user: 403 {'Resource not accessible by integration'}"] * 2
