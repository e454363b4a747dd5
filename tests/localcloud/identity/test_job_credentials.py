"""A job has the credentials that AWS gives for its identity token, or none."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import localcloud
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from tests.workflow_e2e.forge import PULL_REQUEST, Forge
from tests.workflow_e2e.runner import Event, JobResult
from tests.workflow_e2e.scenario import ended
from tests.workflows.plays import forge_in, play, runner_of, workflow_of

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"
NAME = "acme/market-pipelines"
ACTION = "aws-actions/configure-aws-credentials@0"
WITH = '{role-to-assume: "${{ vars.ROLE }}", aws-region: us-east-1}'
TAKE = f"{{uses: {ACTION}, with: {WITH}}}"
SHOW = "echo key ${AWS_ACCESS_KEY_ID:0:4} ${AWS_SESSION_TOKEN:+token} ${AWS_PROFILE}"
DENIED = "Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity"
NO_TOKEN = "Credentials could not be loaded: this run gets no identity token"


@pytest.fixture(name="cloud", scope="module")
def cloud_() -> Iterator[Cloud]:
    with localcloud.running() as running:
        cloud = Cloud("local", running.endpoint)
        iam = client(cloud, "iam")
        iam.create_open_id_connect_provider(
            Url=f"https://{ISSUER}", ClientIDList=["sts.amazonaws.com"]
        )
        document = json.dumps(_trust(f"repo:{NAME}:ref:refs/heads/main"))
        iam.create_role(RoleName="some", AssumeRolePolicyDocument=document)
        yield cloud


@pytest.fixture(name="forge")
def forge_(cloud: Cloud, tmp_path: Path) -> Iterator[Forge]:
    with forge_in(tmp_path, cloud) as forge:
        yield forge


def _trust(*subjects: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": PROVIDER},
        "Condition": {"StringEquals": {f"{ISSUER}:sub": list(subjects)}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _job(*steps: str, environment: str = "", identity: str = "write") -> str:
    head = f"{{id-token: {identity}, contents: write}}"
    where = f"environment: {environment}" if environment else ""
    lines = ["one:", f"  permissions: {head}", f"  {where}", "  steps:"]
    return "\n".join([*lines, *(f"    - {step}" for step in steps)])


def test_later_steps_have_the_credentials_of_the_session_only(forge: Forge, tmp_path: Path) -> None:
    job = play(forge, tmp_path, _job(f"run: {SHOW}", TAKE, f"run: {SHOW}")).jobs["one"]

    assert (job.conclusion, job.roles) == ("success", ["some"]), job.text
    assert [line.split() for line in job.text.splitlines()] == [
        ["key"],
        [],
        ["key", "ASIA", "token"],
    ]


def test_a_fork_gets_no_role_and_may_write_nothing(forge: Forge, tmp_path: Path) -> None:
    # The variables of the repository do not reach a fork either.
    take = TAKE.replace("${{ vars.ROLE }}", "arn:aws:iam::123456789012:role/some")
    job = play(forge, tmp_path, _job(take), from_fork=True).jobs["one"]

    assert (job.conclusion, job.roles, job.text) == ("failure", [], NO_TOKEN)
    (token,) = forge.store.tokens.values()
    assert token.permissions["contents"] == "read"
    assert forge.store.identities == {}


def test_a_job_without_the_permission_gets_no_token(forge: Forge, tmp_path: Path) -> None:
    job = play(forge, tmp_path, _job(TAKE, identity="none")).jobs["one"]

    assert (job.conclusion, job.text) == ("failure", NO_TOKEN)


def test_the_environment_of_a_job_is_its_subject(forge: Forge, tmp_path: Path) -> None:
    result = play(forge, tmp_path, _job(TAKE, environment="dev"))

    assert ended(result) == {"one": "failure"}
    assert result.jobs["one"].text == DENIED


def test_a_pull_request_is_no_push_to_main(forge: Forge, tmp_path: Path) -> None:
    head = {"ref": "topic", "sha": "a" * 40, "repo": {"full_name": NAME}}
    payload = {"number": 7, PULL_REQUEST: {"head": head}}
    event = Event(PULL_REQUEST, forge.repository.resolve("main"), payload)

    job = runner_of(forge, tmp_path).play(workflow_of(_job(TAKE)), event).jobs["one"]

    assert (job.conclusion, job.text) == ("failure", DENIED)
    (claims,) = forge.store.identities.values()
    assert claims["sub"] == f"repo:{NAME}:pull_request"
    assert (claims["ref"], claims["head_ref"]) == ("refs/pull/7/merge", "topic")


def test_the_immutable_subject_is_another(forge: Forge, tmp_path: Path) -> None:
    forge.store.immutable_subjects = True

    assert _taken(forge, tmp_path).text == DENIED


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ("audience: other", "Incorrect token audience"),
        (
            "role-session-name: a b",
            (
                "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy"
                " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
            ),
        ),
        (
            "role-duration-seconds: 7200",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
    ],
)
def test_what_the_step_asks_for_reaches_aws(
    forge: Forge, tmp_path: Path, inputs: str, message: str
) -> None:
    job = _taken(forge, tmp_path, inputs)

    assert (job.conclusion, job.text) == (
        "failure",
        f"Could not assume role with OIDC: {message}",
    )


def _taken(forge: Forge, folder: Path, more: str = "") -> JobResult:
    step = TAKE.replace("us-east-1}", f"us-east-1, {more}}}") if more else TAKE
    return play(forge, folder, _job(step)).jobs["one"]
