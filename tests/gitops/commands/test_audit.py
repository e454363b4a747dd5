"""`gitops audit` is red for what nobody accepted; `gitops controls` shows what is claimed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters import cloud as clouds
from gitops.adapters import prowler
from gitops.adapters.cloud import Cloud
from gitops.adapters.prowler import ProwlerFinding
from gitops.cli import app
from gitops.commands import audit as command
from gitops.compliance import audit, frameworks
from gitops.environment import presence


def examined(check: str, status: str) -> ProwlerFinding:
    return ProwlerFinding(
        check, status, "Medium", "arn:x", "x-pr-7", ("Environment:pr-7",), "Words."
    )


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[ProwlerFinding]:
    """What Prowler finds: every claim passes, and all that is accepted fails."""
    found = [examined(check, "PASS") for check in sorted(frameworks.checks())]
    for entry in audit.read():
        named = [f"{name}-pr-7" for name in entry.resources] or ["x-pr-7"]
        found += [replace(examined(entry.check, "FAIL"), name=name) for name in named]
    monkeypatch.setattr(clouds, "find", lambda _name: Cloud("local"))
    monkeypatch.setattr(presence, "require_deployed", lambda *_: None)
    monkeypatch.setattr(prowler, "scan", lambda *_: found)
    monkeypatch.setattr(command, "EnvironmentPaths", lambda _suffix: Here(tmp_path))
    recorded = json.loads(frameworks.MAPPING.read_text())
    monkeypatch.setattr(prowler, "compliance_files", lambda: (tmp_path, "5.46.0"))
    monkeypatch.setattr(frameworks, "extract", lambda *_: recorded)
    return found


class Here:
    """The paths of an environment, below a folder of the test's own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.outputs = home / "outputs.json"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*arguments])
    return done.exit_code, f"{done.output}{done.exception or ''}"


@pytest.mark.usefixtures("findings")
def test_an_environment_whose_failures_all_have_a_reason_is_green() -> None:
    code, said = run("audit", "--suffix", "pr-7")

    assert (code, "every failure has its reason" in said) == (0, True), said


def test_a_new_failure_and_a_claim_that_examined_nothing_are_red(
    findings: list[ProwlerFinding],
) -> None:
    findings[0] = replace(findings[0], status="FAIL")
    gone = findings.pop(next(n for n, f in enumerate(findings) if f.check.startswith("sqs_")))

    code, said = run("audit", "--suffix", "pr-7")

    assert code != 0
    assert f"{findings[0].check} (medium): arn:x: Words.: fix it, or give the reason" in said
    assert f"{gone.check} is claimed, but examined nothing" in said


@pytest.mark.usefixtures("findings")
def test_another_mapping_of_prowlers_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "extract", lambda *_: {"frameworks": {}})

    code, said = run("audit", "--suffix", "pr-7")

    assert code != 0
    assert "policies/frameworks/prowler.json is not what this Prowler says" in said


@pytest.mark.usefixtures("findings")
def test_the_mapping_is_recorded_on_demand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frameworks, "MAPPING", tmp_path / "prowler.json")
    monkeypatch.setattr(frameworks, "extract", lambda *_: {"frameworks": {}})

    assert run("audit", "--update-mapping")[0] == 0
    assert json.loads((tmp_path / "prowler.json").read_text()) == {"frameworks": {}}


def test_the_controls_of_one_framework_are_shown_with_what_is_not_claimed() -> None:
    code, said = run("controls", "--framework", "cis")

    assert code == 0
    assert "kms_key_rotates" in said
    assert "CIS Amazon Web Services Foundations Benchmark 7.0: 65 of 70 controls are not" in said
    assert "SOC 2" not in said


def test_the_controls_as_json_have_policies_and_tests() -> None:
    code, said = run("controls", "--json")
    shown = json.loads(said)

    assert code == 0
    assert [one["name"] for one in shown] == list(frameworks.FRAMEWORKS)
    assert all(one["not_claimed"] == one["total"] - len(one["controls"]) for one in shown)
    assert all(control["tests"] for one in shown for control in one["controls"])


def test_an_unknown_framework_is_refused() -> None:
    assert run("controls", "--framework", "hipaa")[0] == 2
