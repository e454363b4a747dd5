"""An account with GitHub as a provider, one role, and tokens for it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud.server import EmbeddedCloud
from tests.fake_github import oidc
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import Document, repository
from tests.localcloud.conftest import Client

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
AUDIENCE = "sts.amazonaws.com"
NAME = "acme/market-pipelines"
REPOSITORY = repository(NAME)
OTHER_IDS = {**REPOSITORY, "id": 7, "owner": {**REPOSITORY["owner"], "id": 8}}
# `-` may stand in names: who registers these gets the subject that GitHub once documented.
DASHES = repository(f"acme-1/market-pipelines-{REPOSITORY['id']}")
DENIED = ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity")
CONFIG = Config(retries={"total_max_attempts": 1}, signature_version=UNSIGNED)
Take = Callable[..., dict[str, Any]]


def trust(**equal: Any) -> str:
    keys = {f"{ISSUER}:{name}": value for name, value in equal.items()}
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": PROVIDER},
        "Condition": {"StringEquals": keys},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


SUBJECTS = [
    f"repo:{NAME}:environment:dev",
    f"{oidc.subject_prefix(REPOSITORY, immutable=True)}:environment:dev",
]
TRUST = trust(
    aud=AUDIENCE, sub=SUBJECTS, repository_id=str(REPOSITORY["id"]), ref="refs/heads/main"
)


@pytest.fixture(name="github")
def github_(cloud: EmbeddedCloud) -> Iterator[FakeGitHub]:
    """GitHub, in whose place the cloud asks this machine."""
    with FakeGitHub() as server:
        server.register_at(cloud.endpoint)
        yield server


@pytest.fixture(name="account")
def account_(client: Client) -> Any:
    """IAM with the provider and the role."""
    iam = client("iam")
    iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=[AUDIENCE])
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST, MaxSessionDuration=5_400)
    return iam


@pytest.fixture(name="take")
def take_(cloud: EmbeddedCloud, github: FakeGitHub, account: Any) -> Take:  # noqa: ARG001 (must be there)
    sts: Any = boto3.client("sts", "us-east-1", endpoint_url=cloud.endpoint, config=CONFIG)

    def take(token: str, **changed: Any) -> dict[str, Any]:
        asked = {"RoleArn": ROLE, "RoleSessionName": "GitHubActions", "WebIdentityToken": token}
        found: dict[str, Any] = sts.assume_role_with_web_identity(**(asked | changed))
        return found

    return take


def token(github: FakeGitHub, *, audience: str = AUDIENCE, **job: Any) -> str:
    about: Document = job.pop("of", REPOSITORY)
    run = github.store.add_run("a" * 40, ".github/workflows/deploy.yml", event="push")
    now = job.pop("now", None)
    job = {"ref": "refs/heads/main", "environment": "dev", **job}
    return oidc.signed(oidc.claims(about, run, **job), audience, now=now)


def refusal(ask: Callable[[], Any]) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as raised:
        ask()
    answer: Any = raised.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], status, answer["Error"]["Message"]


def sts_of(cloud: EmbeddedCloud, given: dict[str, str]) -> Any:
    session = boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], "us-east-1"
    )
    return session.client("sts", endpoint_url=cloud.endpoint)
