"""The jobs of deploy.yml: what runs after what, who waits for whom; `gitops` is a stand-in here."""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from tests.workflow_e2e.forge import Forge
from tests.workflow_e2e.runner import Result, Runner
from tests.workflow_e2e.scenario import ended
from tests.workflows import workflow
from tests.workflows.plays import event_of, forge_in

ROOT = Path(__file__).parents[2]
DEPLOYED = "reviewed=true\ndeployed=true\n"
Answers = Mapping[str, tuple[str, int]]


@pytest.fixture(name="forge")
def forge_(tmp_path: Path) -> Iterator[Forge]:
    with forge_in(tmp_path, Cloud("local")) as forge:
        yield forge


def _runner(
    forge: Forge, folder: Path, monkeypatch: pytest.MonkeyPatch, answers: Answers
) -> Runner:
    """A runner on whose machine `gitops deploy` gives these answers.

    They are the outputs of the step and its exit code, by environment and option.
    """
    (folder / "bin").mkdir()
    cases = "".join(
        f'"{name}") printf "{outputs}" >> "$GITHUB_OUTPUT"; exit {code};;\n'
        for name, (outputs, code) in answers.items()
    )
    default = f'*) printf "{DEPLOYED}" >> "$GITHUB_OUTPUT";;'
    script = f'#!/bin/sh\ncase "$ENVIRONMENT_SUFFIX $2" in\n{cases}{default}\nesac\n'
    (folder / "bin" / "gitops").write_text(script)
    (folder / "bin" / "gitops").chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")
    return Runner(forge, folder / "runs", {"DEPLOY_ROLE_ARN": "arn"})


def _deploy(forge: Forge, runner: Runner) -> Result:
    """A run of the real file, without its actions."""
    read = workflow.load(ROOT / workflow.FOLDER / "deploy.yml")
    jobs = [replace(job, steps=tuple(s for s in job.steps if s.run)) for job in read.jobs]
    return runner.play(replace(read, jobs=tuple(jobs)), event_of(forge))


ALWAYS = {"configured": "success"}
PLANS = {"approve-plan-dev", "approve-plan-prod"}
UNREVIEWED = ("reviewed=false\n", 3)


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        pytest.param(
            {},
            {
                "dev": "success", "approve-plan-dev": "skipped", "dev-approved": "skipped",
                "approve-prod": "success", "prod": "success",
                "approve-plan-prod": "skipped", "prod-approved": "skipped",
            },
            id="reviewed and approved",
        ),
        pytest.param(
            {"dev --reviewed": UNREVIEWED, "prod --reviewed": UNREVIEWED},
            {
                "dev": "failure", "approve-plan-dev": "success", "dev-approved": "success",
                "approve-prod": "success", "prod": "failure",
                "approve-plan-prod": "success", "prod-approved": "success",
            },
            id="nobody reviewed the plans, somebody approved them",
        ),
        pytest.param(
            {"dev --reviewed": ("superseded=true\n", 0)},
            {
                "dev": "success", "approve-plan-dev": "skipped", "dev-approved": "skipped",
                "approve-prod": "skipped", "prod": "skipped",
                "approve-plan-prod": "skipped", "prod-approved": "skipped",
            },
            id="a newer commit is in dev",
        ),
        pytest.param(
            {"prod --reviewed": ("superseded=true\n", 0)},
            {
                "dev": "success", "approve-plan-dev": "skipped", "dev-approved": "skipped",
                "approve-prod": "success", "prod": "success",
                "approve-plan-prod": "skipped", "prod-approved": "skipped",
            },
            id="a newer commit is in prod",
        ),
        pytest.param(
            {"prod --reviewed": ("", 3)},
            {
                "dev": "success", "approve-plan-dev": "skipped", "dev-approved": "skipped",
                "approve-prod": "success", "prod": "failure",
                "approve-plan-prod": "skipped", "prod-approved": "skipped",
            },
            id="nobody approved",
        ),
    ],
)  # fmt: skip
def test_what_runs_after_what(
    forge: Forge,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: Answers,
    ends: dict[str, str],
) -> None:
    forge.approvals |= PLANS

    result = _deploy(forge, _runner(forge, tmp_path, monkeypatch, answers))

    assert ended(result) == {**ALWAYS, **ends}
    red = any(code for _, code in answers.values())
    assert result.conclusion == ("failure" if red else "success")


def test_without_an_approval_nothing_reaches_prod(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge.approvals.clear()

    result = _deploy(forge, _runner(forge, tmp_path, monkeypatch, {"dev --reviewed": UNREVIEWED}))

    ends = ended(result)
    assert (ends["dev"], ends["approve-plan-dev"], ends["dev-approved"]) == (
        *("failure", "failure", "skipped"),
    )
    assert ends["approve-prod"] == ends["prod"] == "skipped"


def test_a_run_that_waits_for_its_approval_holds_no_other_up(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, approved = _runner(forge, tmp_path, monkeypatch, {}), threading.Event()
    forge.delays.append(approved)
    with ThreadPoolExecutor(1) as background:
        first = background.submit(_deploy, forge, runner)
        try:
            while "approve-prod" not in forge.asked_for:
                time.sleep(0.01)
            second = _second_run(forge, runner)
        finally:
            approved.set()
        late = first.result()

    assert second.conclusion == late.conclusion == "success"
    assert not any(job.waited for job in (*second.jobs.values(), *late.jobs.values()))


def _second_run(forge: Forge, runner: Runner) -> Result:
    """A second run, which would never end if it had to wait for the first one."""
    found = list[Result]()
    thread = threading.Thread(target=lambda: found.append(_deploy(forge, runner)), daemon=True)
    thread.start()
    thread.join(60)
    assert found, "the second run waits for the first one's approval"
    return found[0]
