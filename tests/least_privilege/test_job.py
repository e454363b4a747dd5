"""A rehearsed job gets a session of its role, as the role's trust policy wants it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import localcloud
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from localcloud.account import ACCOUNT
from tests.fake_github import oidc
from tests.least_privilege.job import RUNS, Job
from tests.stacks.test_trust import OPEN_TO, Token
from tests.workflow_e2e.forge import Forge
from tests.workflows.plays import forge_in

ISSUER = oidc.ISSUER.removeprefix("https://")
ENVIRONMENTS = {"plan": "", "ephemeral": "ephemeral", "deploy": "dev"}
ANYBODY = {
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"},
    "Condition": {"StringLike": {f"{ISSUER}:sub": "repo:*"}},
}


@pytest.fixture(name="forge", scope="module")
def forge_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    with localcloud.running() as running:
        cloud = Cloud("local", running.endpoint)
        iam = client(cloud, "iam")
        iam.create_open_id_connect_provider(Url=oidc.ISSUER, ClientIDList=["sts.amazonaws.com"])
        trust = json.dumps({"Version": "2012-10-17", "Statement": [ANYBODY]})
        for role in RUNS:
            iam.create_role(RoleName=f"market-pipelines-{role}", AssumeRolePolicyDocument=trust)
        with forge_in(tmp_path_factory.mktemp("forge"), cloud) as forge:
            yield forge


@pytest.mark.parametrize("role", RUNS)
def test_each_role_is_taken_by_a_run_that_it_trusts(
    role: str, forge: Forge, tmp_path: Path
) -> None:
    (workflow, event, ref), environment = RUNS[role], ENVIRONMENTS[role]
    job = Job(forge, tmp_path, role, "dev", environment)

    assert OPEN_TO[role](Token("ours", True, event, ref, environment, "", workflow))
    assert job.environ["AWS_SESSION_TOKEN"]
