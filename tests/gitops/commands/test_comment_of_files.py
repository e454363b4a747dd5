"""`gitops comment --plan STACK=FILE --dry-run`: the comment of any plan, without an environment."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.cli import app
from tests.gitops.plans.documents import created, destroyed, document

STATE = {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}


@pytest.fixture(autouse=True)
def _nothing_is_built(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not build.exists()
    for name in ("GITHUB_TOKEN", "GITHUB_RUN_ID", "GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF"):
        monkeypatch.delenv(name, raising=False)


def _file(folder: Path, content: Any = None, encoding: str = "utf-8") -> Path:
    path = folder / "plan.json"
    found = document([created("aws_iam_role.r", name="r")]) if content is None else content
    path.write_text(found if isinstance(found, str) else json.dumps(found), encoding=encoding)
    return path


def _comment(*plans: str, dry_run: bool = True) -> str:
    arguments = [word for plan in plans for word in ("--plan", plan)]
    done = CliRunner().invoke(
        app,
        ["comment", *arguments, *(["--dry-run"] if dry_run else [])],
        catch_exceptions=False,
    )

    assert done.exit_code == 0
    return done.stdout


def test_any_plan_is_shown_without_an_environment(tmp_path: Path) -> None:
    text = _comment(f"orders={_file(tmp_path)}")

    assert text.startswith("## ⚠️ plan: creates 1; policies not evaluated\n")
    assert "aws_iam_role.r" in text
    assert not EnvironmentPaths("dev").home.exists()


def test_several_plans_are_one_comment(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    path = _file(other, document([destroyed("aws_sqs_queue.q")]))
    text = _comment(f"orders={_file(tmp_path)}", f"history={path}")

    assert "| `history` | 1 |  |" in text or "| `history` | 1 | 0 |" in text
    assert "- `aws_sqs_queue.q`, **its data is lost**, in `history`" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_powershell_writes_is_read(tmp_path: Path, encoding: str) -> None:
    """https://github.com/terraform-google-modules/terraform-example-foundation/issues/659"""
    assert "creates 1" in _comment(f"orders={_file(tmp_path, encoding=encoding)}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", "is not JSON", id="an empty file"),
        pytest.param("PK\x03\x04", "is not JSON.*terraform show -json", id="the plan file itself"),
        pytest.param("[]", "is not a plan", id="another document"),
        pytest.param("7", "is not a plan", id="a number"),
        pytest.param("[" * 100_000, "is not JSON", id="too deep"),
        pytest.param(STATE, "is not a plan.*terraform show -json PLANFILE", id="a state"),
        # https://github.com/cds-snc/terraform-plan/issues/28, of the action setup-terraform
        pytest.param(
            f"[command]/usr/bin/terraform-bin show -json p\n{json.dumps(document([]))}",
            "is not JSON",
            id="the output of a wrapper",
        ),
        pytest.param('{"@level":"info"}\n{"@level":"info"}\n', "is not JSON", id="plan -json"),
        pytest.param(document([{"address": "a"}]), "does not have the format", id="half a plan"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: Any, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        _comment(f"orders={_file(tmp_path, content)}")

    assert refused.value.exit_code == 2
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"absent\.json does not exist"):
        _comment(f"orders={tmp_path / 'absent.json'}")
    with pytest.raises(Refusal, match="is a folder"):
        _comment(f"orders={tmp_path}")


def test_a_stack_named_twice_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path)

    with pytest.raises(Refusal, match="orders is named twice; give each plan a name of its own"):
        _comment(f"orders={path}", f"orders={path}")


@pytest.mark.parametrize(
    "argument", ["plan.json", "=plan.json", "orders=", "<b>=plan.json", "a b=p"]
)
def test_a_plan_without_name_or_file_is_refused(argument: str) -> None:
    with pytest.raises(Refusal, match="STACK=FILE"):
        _comment(argument)


def test_a_file_is_printed_and_never_posted(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="add --dry-run"):
        _comment(f"orders={_file(tmp_path)}", dry_run=False)
