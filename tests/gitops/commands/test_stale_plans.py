"""After a plan that failed, however early, no older plan is taken for a new one."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gitops.adapters import cloud, terraform
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform, TerraformOutcome
from gitops.cli import app
from gitops.environment import operations, records
from tests.gitops.plans.documents import STACKS, created, document, synthesized

FIRST, SECOND = STACKS


def _gitops(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(autouse=True)
def _planned(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good plan of both stacks, made by the command itself."""

    def plan(_tool: Terraform, target: Path, *_: object, **__: object) -> TerraformOutcome:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"plan")
        return TerraformOutcome()

    def built(suffix: str, stack: str, *_: object, **__: object) -> object:
        stacks = list(STACKS) if stack == "all" else [stack]
        return records.recorded(suffix), stacks

    assert build.name in str(EnvironmentPaths("dev").home)
    synthesized("dev")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setattr(terraform, "check_present", lambda: None)
    monkeypatch.setattr(cloud, "running", lambda: Cloud("local"))
    monkeypatch.setattr(operations, "build", built)
    monkeypatch.setattr(Terraform, "init", lambda _tool: None)
    monkeypatch.setattr(Terraform, "plan", plan)
    monkeypatch.setattr(Terraform, "show", lambda *_: document([created("aws_sqs_queue.q")]))
    assert _gitops("plan").exit_code == 0
    assert "creates 2" in _gitops("comment", "--dry-run").output


def _fails(*_: object, **__: object) -> Any:
    raise Failure("no")


def _refuses(*_: object, **__: object) -> Any:
    raise Refusal("no")


def _second_fails(_tool: Terraform, target: Path, *_: object, **__: object) -> TerraformOutcome:
    if target.stem == SECOND:
        raise Failure("no")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"plan")
    return TerraformOutcome()


BREAKS: dict[str, Any] = {
    "plan": lambda patch: patch.setattr(Terraform, "plan", _fails),
    "plan of one stack": lambda patch: patch.setattr(Terraform, "plan", _second_fails),
    "show": lambda patch: patch.setattr(Terraform, "show", _fails),
    "init": lambda patch: patch.setattr(Terraform, "init", _fails),
    "synthesis": lambda patch: patch.setattr(operations, "build", _fails),
    "cloud": lambda patch: patch.setattr(cloud, "running", lambda: None),
    "terraform": lambda patch: patch.setattr(terraform, "check_present", _refuses),
}


@pytest.mark.parametrize("fault", BREAKS)
@pytest.mark.parametrize("stack", ["all", SECOND])
@pytest.mark.parametrize("command", [("plan",), ("check", "--on", "plan"), ("deploy",)], ids=str)
def test_a_plan_that_failed_leaves_none(
    fault: str, stack: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = EnvironmentPaths("dev").plan(SECOND)
    old.write_bytes(b"old")
    BREAKS[fault](monkeypatch)
    failed = _gitops(*command, "--stack", stack)
    said = _gitops("comment", "--dry-run")
    kept = _gitops("review", "save")

    assert failed.exit_code != 0
    assert "⛔ dev: plan failed" in said.output
    assert str(failed.exception).splitlines()[0].replace("`", "'") in said.output
    assert isinstance(kept.exception, Failure)
    assert str(kept.exception).startswith("No plan of")
    assert not old.exists() or old.read_bytes() != b"old"


def test_the_reason_of_a_failure_is_gone_with_the_next_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Terraform, "plan", _quota)
        _gitops("plan")
    said = _gitops("comment", "--dry-run").output

    assert "- `terraform plan of x failed: aws_sqs_queue.q: Limit exceeded (no 'more')`" in said
    assert "/build/x.log" not in said
    assert _gitops("plan").exit_code == 0
    assert "Limit exceeded" not in _gitops("comment", "--dry-run").output


def _quota(*_: object, **__: object) -> Any:
    raise Failure(
        "terraform plan of x failed: aws_sqs_queue.q: Limit exceeded (no `more`)\nlog: /build/x.log"
    )


def test_the_plan_of_one_stack_leaves_no_older_one_of_another() -> None:
    assert _gitops("plan", "--stack", FIRST).exit_code == 0

    assert EnvironmentPaths("dev").plan_json(FIRST).is_file()
    assert f"No plan of {SECOND}. Run" in _gitops("comment", "--dry-run").output
    assert "creates 1" in _gitops("comment", "--dry-run", "--stack", FIRST).output


def test_a_plan_that_is_being_made_is_not_removed() -> None:
    with records.exclusive("dev"):
        refused = _gitops("plan")

    assert isinstance(refused.exception, Refusal)
    assert EnvironmentPaths("dev").plan(FIRST).is_file()
