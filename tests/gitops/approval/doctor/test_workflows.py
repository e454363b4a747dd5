"""What is read of the workflow files by their text is what a YAML parser reads."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitops.approval.doctor import workflows

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def _real(monkeypatch: pytest.MonkeyPatch, _files: None) -> None:
    monkeypatch.setattr(workflows, "FOLDER", ROOT / ".github" / "workflows")


def _jobs(pattern: str = "*.yml") -> Iterator[tuple[str, dict[str, Any]]]:
    for path in workflows.FOLDER.glob(pattern):
        yield from yaml.safe_load(path.read_text())["jobs"].items()


def test_environments() -> None:
    named = [job["environment"] for _, job in _jobs() if "environment" in job]

    assert workflows.environments() == sorted(
        {each["name"] if isinstance(each, dict) else each for each in named}
    )


def test_variables() -> None:
    found = {name for _, job in _jobs() for name in re.findall(r"vars\.(\w+)", str(job))}

    assert workflows.variables() == sorted(found)
    assert "DEPLOY_ROLE_ARN" in found


def test_what_a_merge_waits_for() -> None:
    jobs = [name for name, job in _jobs(workflows.PULL_REQUEST) if "if" not in job]
    runs = [step.get("run", "") for _, job in _jobs() for step in job["steps"]]
    words = [line.split() for run in runs for line in run.splitlines()]
    statuses = {
        f"review/{each[-1]}" for each in words if each[:3] == ["gitops", "review", "status"]
    }

    assert workflows.required_contexts() == [*jobs, *sorted(statuses)]
    assert "check" in jobs
