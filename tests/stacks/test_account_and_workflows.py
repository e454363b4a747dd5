"""The account stack has the roles and outputs that the workflows use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from stacks.account_settings import AccountSettings
from stacks.bootstrap import SESSIONS, TRUSTED, WORKFLOW_FILES
from stacks.constructs.account import REGION
from tests.stacks.test_bootstrap import SETTINGS, synthesized

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
CREDENTIALS = "aws-actions/configure-aws-credentials@"
# What the action asks for by itself, in seconds.
HOUR = 3_600


def jobs() -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Of every job that takes a role: workflow, events, the job and what it asks of AWS."""
    for path in sorted(WORKFLOWS.glob("*.yml")):
        workflow = yaml.safe_load(path.read_text())
        # YAML 1.1 reads the key `on` as true.
        events = workflow[True]
        for name, job in workflow["jobs"].items():
            for step in job["steps"]:
                if step.get("uses", "").startswith(CREDENTIALS):
                    yield f"{path.stem}: {name}", " ".join(events), job, step["with"]


JOBS = list(jobs())


def role(asked: dict[str, Any]) -> str:
    """The role that the job takes, by the name of its variable."""
    name: str = asked["role-to-assume"]
    return name.removeprefix("${{ vars.").removesuffix("_ROLE_ARN }}").lower()


@pytest.mark.parametrize(("name", "events", "job", "asked"), JOBS, ids=[job[0] for job in JOBS])
def test_a_job_may_take_the_role_that_it_asks_for(
    name: str, events: str, job: dict[str, Any], asked: dict[str, Any]
) -> None:
    if "environment" in job:
        environment = job["environment"]
        named = environment if isinstance(environment, str) else environment["name"]
        claim = f"environment:{named}"
    else:
        claim = "pull_request" if "pull_request" in events else "ref:refs/heads/{main}"

    assert claim in TRUSTED[role(asked)], name
    if workflows := WORKFLOW_FILES.get(role(asked)):
        assert f"{name.partition(':')[0]}.yml" in workflows
    assert asked.get("role-duration-seconds", HOUR) <= SESSIONS[role(asked)]
    assert asked["aws-region"] == REGION


@pytest.mark.parametrize(("name", "_events", "job", "asked"), JOBS, ids=[job[0] for job in JOBS])
def test_a_session_lasts_as_long_as_its_job_may(
    name: str, _events: str, job: dict[str, Any], asked: dict[str, Any]
) -> None:
    """Else the credentials expire in a plan or an apply that is slow; nothing renews them."""
    assert asked.get("role-duration-seconds", HOUR) >= job["timeout-minutes"] * 60, name


def test_the_session_that_plans_foreign_json_ends_with_its_job() -> None:
    ((_, _, job, asked),) = [one for one in JOBS if one[0].startswith("review:")]

    assert asked["role-duration-seconds"] == job["timeout-minutes"] * 60


def test_every_role_is_taken_by_some_job() -> None:
    assert {role(asked) for *_, asked in JOBS} == set(TRUSTED)


def test_the_variables_of_the_workflows_are_the_outputs_of_the_stack(tmp_path: Path) -> None:
    texts = "\n".join(path.read_text() for path in WORKFLOWS.glob("*.yml"))
    used = {word.split()[0] for word in texts.split("vars.")[1:]}

    # The repository is an output for whoever sets the variables; GitHub itself tells a run.
    assert used == set(synthesized(tmp_path)["output"]) - {"GITHUB_REPOSITORY"}


def test_main_is_the_branch_that_the_workflows_deploy() -> None:
    deploy = yaml.safe_load((WORKFLOWS / "deploy.yml").read_text())

    assert deploy[True]["push"]["branches"] == [AccountSettings(**SETTINGS).main_branch]
