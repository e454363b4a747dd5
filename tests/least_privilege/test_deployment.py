"""The grants of the roles of GitHub Actions, evaluated by recorded requests."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import localcloud
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from localcloud.account import ACCOUNT
from localcloud.authorization.evaluation import Policies
from localcloud.authorization.statements import Caller, Request, Statement
from stacks.constructs.account import Account
from stacks.permissions import key_policy
from tests.least_privilege import deployment, needed, recording, replay, trial
from tests.least_privilege.grants import is_of_trial, of_trial
from tests.least_privilege.recording import Recorded
from tests.localcloud.documents import LAMBDA_TRUST

DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/market-pipelines-deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/market-pipelines-deploy/GitHubActions"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs-dev"
QUEUES = [QUEUE, QUEUE.replace("dev", "prod")]
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/01234567-89ab-cdef-0123-456789abcdef"
WHO = {"aws:PrincipalArn": DEPLOY, "aws:PrincipalAccount": ACCOUNT}


def allow(action: str, *resources: str) -> Statement:
    return {"Sid": "Own", "Effect": "Allow", "Action": [action], "Resource": list(resources)}


def asked(
    action: str, resource: str, *, identity: Sequence[Statement] = (), key: str = ""
) -> Recorded:
    """A request of the role *deploy*; `key` is the suffix of the environment of the key."""
    policy = [needed.DELEGATES, *key_policy.deployment(Account(ACCOUNT, "aws"), key)] if key else ()
    request = Request(action, resource, Caller(ACCOUNT, DEPLOY, SESSION), WHO)
    return Recorded(request, Policies(identity=identity, resource=policy, is_key=bool(key)))


def test_what_one_environment_shows_is_asked_for_the_others_too() -> None:
    own = [allow("sqs:DeleteQueue", *QUEUES)]
    mine = asked("sqs:DeleteQueue", QUEUE, identity=own)

    used = replay.used(deployment.everywhere([mine]), replay.of_deployment)

    assert {each.resource: bool(by) for each, by in used.items()} == dict.fromkeys(QUEUES, True)


def test_a_request_that_only_the_rehearsed_environment_allows_is_refused() -> None:
    mine = asked("sqs:DeleteQueue", QUEUE, identity=[allow("sqs:DeleteQueue", QUEUE)])

    with pytest.raises(ValueError, match="jobs-prod is denied"):
        list(deployment.everywhere([mine]))


def test_another_environment_has_its_own_key() -> None:
    mine = asked("kms:PutKeyPolicy", KEY, key="dev")

    other = recording.elsewhere(mine, "dev", "prod")

    assert other.allowed
    assert needed.entries({_grant(other): other})[0]["key_of"] == "prod"


def _grant(recorded: Recorded) -> Any:
    return next(iter(replay.used([recorded], replay.of_deployment)))


def test_the_policy_of_a_key_is_judged_for_the_role_that_it_names() -> None:
    mine = asked("kms:PutKeyPolicy", KEY, key="dev")
    foreign = asked("kms:PutKeyPolicy", KEY, key="pr-7", identity=[allow("kms:*", "*")])

    used = replay.used([mine, foreign], replay.of_deployment)

    ours = {each.action: bool(by) for each, by in used.items() if each.policy.startswith("keys of")}
    assert ours["kms:PutKeyPolicy"]
    assert not ours["kms:DisableKeyRotation"]
    assert {each.sid for each in used} == {"Deployment", "DeploymentUse", "DeploymentGrants", "Own"}


def test_the_requests_are_kept_without_what_differs_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needed, "FILE", tmp_path / "needed.json")
    api = "arn:aws:apigateway:us-east-1::/restapis/abcdefghij"
    calls = [
        asked("kms:PutKeyPolicy", KEY, key="dev"),
        asked("apigateway:PATCH", api, identity=[allow("apigateway:PATCH", f"{api[:-10]}*")]),
    ]
    needed.write(needed.entries(replay.used(calls, replay.of_deployment)))

    again = needed.read({"deploy": [allow("apigateway:PATCH", f"{api[:-10]}*")]})

    assert [each.request.resource for each in again] == [f"{api[:-10]}0", f"{KEY[:-36]}0"]
    assert all(each.allowed for each in again)
    assert not any(each.allowed for each in needed.read({"deploy": []}) if not each.policies.is_key)
    assert needed.read({"plan": []}) == []


@pytest.fixture(name="account")
def account_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An account whose role *deploy* may delete queues, which one recorded request needs."""
    monkeypatch.setattr(needed, "FILE", tmp_path / "needed.json")
    own = [{**allow("sqs:DeleteQueue", *QUEUES), "Action": ["sqs:DeleteQueue", "sqs:TagQueue"]}]
    mine = asked("sqs:DeleteQueue", QUEUE, identity=own)
    needed.write(needed.entries(replay.used([mine], replay.of_deployment)))
    with localcloud.running() as running:
        iam = client(Cloud("local", running.endpoint), "iam")
        text = json.dumps({"Version": "2012-10-17", "Statement": own})
        policy = iam.create_policy(PolicyName="own", PolicyDocument=text)["Policy"]["Arn"]
        iam.create_role(RoleName="market-pipelines-deploy", AssumeRolePolicyDocument=LAMBDA_TRUST)
        iam.attach_role_policy(RoleName="market-pipelines-deploy", PolicyArn=policy)
        yield Cloud("local", running.endpoint)


def actions(cloud: Cloud) -> str:
    return str(list(trial._policies(cloud, "deploy")))


def test_a_grant_is_taken_away_and_restored(account: Cloud) -> None:
    before = actions(account)

    def fail() -> None:
        _, left = next(trial._policies(account, "deploy"))
        assert [is_of_trial(each) for each in left] == [True] * len(left) != []
        raise RuntimeError("not authorized to perform: sqs:DeleteQueue")

    assert trial.missed(account, "deploy", "Delete", fail).endswith(f"sqs:DeleteQueue {QUEUE}")
    assert actions(account) == before


def test_a_grant_that_nothing_misses_is_a_fault(account: Cloud) -> None:
    with pytest.raises(RuntimeError, match="nothing failed"):
        trial.missed(account, "deploy", "Delete", lambda: None)


def test_what_a_trial_left_of_a_statement_is_no_grant_of_the_policy() -> None:
    whole = [{**allow("sqs:TagQueue", *QUEUES), "Sid": "Tags"}]
    half = {**allow("sqs:DeleteQueue", QUEUE), "Sid": "Queues"}

    left = of_trial([*whole, half], whole)
    used = replay.used([asked("sqs:DeleteQueue", QUEUE, identity=left)], replay.of_deployment)

    assert left[0] == whole[0]
    assert {each.sid for each in used} == {"Tags"}
