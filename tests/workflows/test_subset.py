"""The workflows keep to the subset of the language that a rehearsal plays."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.workflows import workflow
from tests.workflows.expressions import Unsupported

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DEPLOY = ROOT / workflow.FOLDER / "deploy.yml"
THIN = ("make ", "gitops ")
# What must not stop in the middle.
CHANGES_A_CLOUD = re.compile(r"gitops (deploy|destroy|sweep --apply)")
PINNED = re.compile(r"uses: (\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)( .*)?")

STEPS = [{"uses": "actions/checkout@0 # v1"}, {"run": "make test"}]
JOB = {"runs-on": "ubuntu-24.04", "steps": STEPS}
WORKFLOW = {"on": {"push": None}, "permissions": {}, "jobs": {"one": JOB}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_step_is_a_command_that_a_laptop_runs_too(path: Path) -> None:
    for job in workflow.load(path).jobs:
        for step in job.steps:
            assert all(line.startswith(THIN) for line in step.run.splitlines()), step


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_job_names_its_time_and_its_permissions(path: Path) -> None:
    for name, job in yaml.safe_load(path.read_text())["jobs"].items():
        assert job.keys() >= {"timeout-minutes", "permissions"}, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_changes_a_cloud_waits_for_its_turn_and_is_never_cancelled(path: Path) -> None:
    read = workflow.load(path)
    for job in read.jobs:
        if any(CHANGES_A_CLOUD.search(step.run) for step in job.steps):
            group = {**read.concurrency, **job.concurrency}
            assert group["group"], job.id
            assert group["cancel-in-progress"] is False, job.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_only_removes_environments_shows_no_deployment(path: Path) -> None:
    """Seventy-two times a day, a sweep would push the last real one from the repository's page.

    docs/claims.md#environment-without-deployment
    """
    for name, job in yaml.safe_load(path.read_text())["jobs"].items():
        commands = " ".join(step.get("run", "") for step in job["steps"])
        if "gitops sweep" in commands:
            assert job["environment"] == {"name": "ephemeral", "deployment": False}, name
        if "gitops deploy" in commands:
            assert job["environment"]["url"] == "${{ steps.deploy.outputs.url }}", name


def test_of_many_merges_each_one_gets_its_turn() -> None:
    """Otherwise GitHub drops the run that waits when a third comes."""
    read = workflow.load(DEPLOY)
    deploying = [job for job in read.jobs if any("gitops deploy" in step.run for step in job.steps)]

    assert read.concurrency == {}
    assert {job.concurrency["queue"] for job in deploying} == {"max"}
    assert {job.concurrency["group"] for job in deploying} == {"deploy-dev", "deploy-prod"}


def test_no_branch_of_a_bot_gets_a_role() -> None:
    """Whoever may write a bot's branch would have it."""
    for name in ("pull-request", "redeploy"):
        jobs = workflow.load(ROOT / workflow.FOLDER / f"{name}.yml").jobs
        [condition] = [job.condition for job in jobs if "id-token" in job.permissions]
        assert "github.event.pull_request.user.type != 'Bot'" in condition


def test_what_waits_for_an_approval_holds_nobody_up_and_has_no_role() -> None:
    jobs = yaml.safe_load(DEPLOY.read_text())["jobs"]
    waiting = {name: job for name, job in jobs.items() if name.startswith("approve-")}

    assert set(waiting) == {"approve-prod", "approve-plan-dev", "approve-plan-prod"}
    for name, job in waiting.items():
        assert job["environment"] == {"name": name, "deployment": False}
        assert "concurrency" not in job
        assert job["permissions"] == {"contents": "read"}


@pytest.mark.parametrize(
    "path", [*FILES, ROOT / ".github/actions/setup/action.yml"], ids=lambda path: path.stem
)
def test_an_action_is_pinned_by_commit_and_names_its_version(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if re.search(r"\buses: ", line)]

    assert [line for line in lines if not PINNED.search(line) and not line.startswith("#")] == []


def test_the_review_takes_nothing_of_a_pull_request_but_what_its_commands_prove() -> None:
    """No checkout of another commit, and no text of the event in a value: the branch wrote it."""
    read = workflow.load(ROOT / workflow.FOLDER / "review.yml")
    steps = [step for job in read.jobs for step in job.steps]
    mappings = [
        *(mapping for step in steps for mapping in (step.env, step.inputs)),
        *(mapping for job in read.jobs for mapping in (job.env, job.outputs)),
    ]
    values = [text for mapping in mappings for text in mapping.values()]

    assert read.on["workflow_run"] == {
        "workflows": ["pull-request"],
        "types": ["in_progress", "completed"],
    }
    checkouts = [step.inputs for step in steps if step.uses.startswith("actions/checkout@")]
    assert checkouts == [{"persist-credentials": "false"}] * len(read.jobs)
    assert not [text for text in values if "github.event" in text]
    assert not [step for step in steps if step.uses.startswith("actions/cache")]


def test_only_the_job_that_plans_may_take_a_role_and_another_comments() -> None:
    read = workflow.load(ROOT / workflow.FOLDER / "review.yml")
    granted = {job.id: job.permissions for job in read.jobs}

    assert [name for name, each in granted.items() if "id-token" in each] == ["plan"]
    assert granted["plan"].keys() == {"contents", "id-token", "security-events"}
    assert [name for name, each in granted.items() if each.get("pull-requests") == "write"] == [
        "comment"
    ]


def test_code_scanning_compares_a_pull_request_with_main() -> None:
    """docs/claims.md#sarif-baseline"""
    main, review = (
        workflow.load(ROOT / workflow.FOLDER / f"{name}.yml")
        for name in ("code-scanning", "review")
    )
    uploads = [
        step.inputs
        for read in (main, review)
        for job in read.jobs
        for step in job.steps
        if step.uses.startswith("github/codeql-action/upload-sarif@")
    ]

    assert main.on == {"push": {"branches": ["main"]}}
    assert [step.run for step in main.jobs[0].steps if step.run] == ["gitops check"]
    assert [(each["category"], each["sarif_file"]) for each in uploads] == [
        ("policies", "build/environments/dev/reports/synth.sarif")
    ] * 2


def _load(tmp_path: Path, document: dict[str, Any]) -> workflow.Workflow:
    path = tmp_path / "w.yml"
    path.write_text(yaml.safe_dump(document))
    return workflow.load(path)


def test_a_workflow_within_the_subset_is_read(tmp_path: Path) -> None:
    jobs = {
        "two": {**JOB, "needs": ["one"], "if": "always() && needs.one.outputs.a == 'b'"},
        "one": {**JOB, "outputs": {"a": "${{ steps.x.outputs.a }}"}},
    }
    read = _load(tmp_path, {**WORKFLOW, "jobs": jobs})

    assert [job.id for job in read.jobs] == ["one", "two"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"strategy": {"matrix": {"a": [1]}}}, "strategy", id="a matrix"),
        pytest.param({"container": "python"}, "container", id="a container"),
        pytest.param({"needs": "nobody"}, "nobody", id="an unknown need"),
        pytest.param({"needs": "one"}, "need each other", id="a circle"),
        pytest.param({"if": "github.actor == 'me'"}, "github.actor", id="another context"),
        pytest.param({"if": "fromJSON('[]')"}, "fromJSON", id="a function"),
        pytest.param({"env": {"A": "${{ secrets.A }}"}}, "secrets.A", id="a secret"),
        pytest.param({"concurrency": {"group": "${{ github.ref }}"}}, "github.ref", id="a group"),
        pytest.param({"concurrency": {"wait": True}}, "wait", id="a word of concurrency"),
        pytest.param({"environment": {"name": "a", "at": "b"}}, "at", id="a word of environment"),
        pytest.param(
            {"environment": {"name": "a", "url": "${{ runner.os }}"}}, "runner", id="a URL"
        ),
        pytest.param({"outputs": {"a": "${{ runner.os }}"}}, "runner.os", id="the runner"),
        pytest.param({"steps": [{"run": "x", "shell": "sh"}]}, "shell", id="a shell"),
        pytest.param({"steps": [{"name": "x"}]}, "either", id="a step of nothing"),
        pytest.param(
            {"steps": [{"run": "echo ${{ github.event.number }}"}]}, "by env", id="an injection"
        ),
    ],
)
def test_a_job_outside_the_subset_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(Unsupported, match=complaint):
        _load(tmp_path, {**WORKFLOW, "jobs": {"one": {**JOB, **change}}})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"on": {"pull_request_target": None}}, "pull_request_target"),
        ({"on": {"workflow_run": None}}, "workflow_run"),
        ({"permissions": {"contents": "write"}}, "permissions"),
        ({"defaults": {"run": {"shell": "sh"}}}, "defaults"),
    ],
)
def test_a_workflow_outside_the_subset_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(Unsupported, match=complaint):
        _load(tmp_path, {**WORKFLOW, **change})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_plans_or_deploys_uploads_its_logs_when_it_fails(path: Path) -> None:
    for name, job in yaml.safe_load(path.read_text())["jobs"].items():
        runs = " ".join(step.get("run", "") for step in job["steps"])
        uploads = [
            step["with"]["path"]
            for step in job["steps"]
            if "upload-artifact" in step.get("uses", "") and step.get("if") == "failure()"
        ]
        if {"plan", "deploy", "cycle"} & set(runs.split()):
            assert any("build/environments/*/logs/" in found for found in uploads), name
