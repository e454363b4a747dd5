"""`gitops check` shows what every rule examined, and the findings of every judge."""

import json
from pathlib import Path

import pytest

import gitops.adapters.paths
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.commands.check import check
from gitops.compliance import check as checks
from gitops.compliance.result import Result
from gitops.environment import account_stack, operations
from tests.gitops.compliance.examples import clean, made


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which nothing needs to be built."""
    monkeypatch.setattr(gitops.adapters.paths, "ROOT", tmp_path)
    monkeypatch.setattr("gitops.commands.check.ROOT", tmp_path)
    monkeypatch.setattr(gitops.adapters.paths, "BUILD", tmp_path / "build")
    monkeypatch.setattr(operations, "build", lambda *_, **__: None)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path


def _evaluating(monkeypatch: pytest.MonkeyPatch, result: Result) -> list[EnvironmentPaths]:
    evaluated: list[EnvironmentPaths] = []

    def synthesized(paths: EnvironmentPaths, account: Path | None) -> Result:
        evaluated.append(paths)
        assert account == paths.home / "account"
        return result

    monkeypatch.setattr(checks, "synthesized", synthesized)
    monkeypatch.setattr(account_stack, "synthesize", lambda *_, **__: None)
    return evaluated


def test_what_every_rule_examined_is_shown_and_where_the_reports_are(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluated = _evaluating(monkeypatch, clean(build))

    check(suffix="pr-7")

    lines = capsys.readouterr().out.splitlines()
    assert [paths.suffix for paths in evaluated] == ["pr-7"]
    assert any(line.split() == ["queue_is_named", "medium", "1"] for line in lines)
    assert "reports: build/environments/pr-7/reports/synth.{txt,json,md,sarif,xml}" in lines[0]
    assert lines[-1].startswith("ok policies    1 verdicts, all compliant")


def test_all_judges_are_heard_before_the_command_fails(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _evaluating(monkeypatch, made(build))

    with pytest.raises(Failure) as failure:
        check(suffix="pr-7")

    said = str(failure.value).splitlines()
    assert said[0] == "policies: 6 faults, 6 verdicts:"
    assert said[-2:] == [
        "checkov: 1 faults, 4 verdicts:",
        "  CKV_AWS_27: prices: aws_sqs_queue.bad: Encrypt queues",
    ]
    assert "CKV_AWS_27" in capsys.readouterr().out


def test_as_json_nothing_but_json_is_on_standard_output(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _evaluating(monkeypatch, made(build))

    with pytest.raises(Failure):
        check(suffix="pr-7", as_json=True)

    shown, said = capsys.readouterr()
    document = json.loads(shown)
    assert (document["environment"], document["passed"]) == ("pr-7", False)
    assert {"CKV_AWS_27", "CKV_AWS_41"} == {rule["id"] for rule in document["checkov"]["rules"]}
    assert "reports: build/environments/pr-7" in said


def test_a_workflow_shows_the_same_in_the_summary_of_its_job(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _evaluating(monkeypatch, made(build))

    with pytest.raises(Failure):
        check(suffix="pr-7")

    assert "\n### Policies on synth: ❌ fail\n" in (build / "summary.md").read_text()
