"""STS answers as AWS: who may take another role, with which policies and tags."""

import json
from typing import Any

import pytest

from localcloud import hooks
from localcloud.server import EmbeddedCloud
from tests.fake_github.server import FakeGitHub
from tests.localcloud.conftest import Client
from tests.localcloud.moto_patches.sts.conftest import ACCOUNT, ROLE, Take, refusal, sts_of, token
from tests.recordings import RECORDINGS


def recorded() -> list[dict[str, Any]]:
    lines = (RECORDINGS / "aws" / "errors.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["test"].endswith("::test_sts_invalid_parameters")]


@pytest.mark.parametrize("row", recorded(), ids=lambda row: row["call"])
def test_aws_refused_the_same_with_the_same_words(client: Client, row: dict[str, Any]) -> None:
    message = row["message"]
    arn, name = message.removesuffix(" is invalid"), "Session1"
    if row["call"] == "invalid-session-name":
        arn, name = ROLE, message.split("'")[1]

    answer = refusal(lambda: client("sts").assume_role(RoleArn=arn, RoleSessionName=name))

    assert answer == (row["code"], row["status"], message)


ROOT_TRUST = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def chained(iam: Any, principal: Any, name: str = "second", **condition: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Principal": principal,
        **({"Condition": condition} if condition else {}),
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    arn: str = role["Role"]["Arn"]
    return arn


def assume(sts: Any, role: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = sts.assume_role(RoleArn=role, RoleSessionName="me", **more)
    return found


def test_the_administrator_takes_a_role_that_trusts_the_account_only(client: Client) -> None:
    trusting = chained(client("iam"), ROOT_TRUST)
    other = chained(client("iam"), {"Service": "lambda.amazonaws.com"}, "function")

    assert assume(client("sts"), trusting)["AssumedRoleUser"]["Arn"].endswith("/second/me")
    assert refusal(lambda: assume(client("sts"), other)) == (
        *("AccessDenied", 403),
        (
            f"User: arn:aws:iam::{ACCOUNT}:user/administrator is not authorized to perform:"
            f" sts:AssumeRole on resource: {other}"
        ),
    )


def test_a_session_takes_another_role_if_its_own_policies_allow_it(
    take: Take, github: FakeGitHub, account: Any, cloud: EmbeddedCloud
) -> None:
    second = chained(account, ROOT_TRUST)
    sts = sts_of(cloud, take(token(github))["Credentials"])

    assert refusal(lambda: assume(sts, second))[0] == "AccessDenied"
    allow = {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    account.put_role_policy(RoleName="deploy", PolicyName="all", PolicyDocument=policy)
    assert assume(sts, second, DurationSeconds=3_600)["Credentials"]
    assert refusal(lambda: assume(sts, second, DurationSeconds=3_601)) == (
        *("ValidationError", 400),
        (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
            " role chaining"
        ),
    )


def test_an_external_id_is_compared(client: Client) -> None:
    role = chained(client("iam"), ROOT_TRUST, StringEquals={"sts:ExternalId": "secret"})

    assert refusal(lambda: assume(client("sts"), role))[0] == "AccessDenied"
    assert assume(client("sts"), role, ExternalId="secret")["Credentials"]


def test_session_tags_and_policy_are_kept_and_checked(client: Client) -> None:
    sts, role = client("sts"), chained(client("iam"), ROOT_TRUST)
    tags = [{"Key": "Team", "Value": "a"}]
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}

    given = assume(sts, role, Tags=tags, Policy=json.dumps(document))["Credentials"]

    session = hooks.active.sessions.find(given["AccessKeyId"])
    assert (session.tags, session.policy) == ({"Team": "a"}, [document["Statement"]])
    twice = [*tags, {"Key": "team", "Value": "b"}]
    assert refusal(lambda: assume(sts, role, Tags=twice))[0] == "InvalidParameterValue"
    assert refusal(lambda: assume(sts, role, Tags=tags, TransitiveTagKeys=["Other"])) == (
        *("InvalidParameterValue", 400),
        "The specified transitive tag key must be included in the requested tags.",
    )


@pytest.mark.parametrize("document", ["{", "[]", "null"])
def test_a_broken_session_policy_is_refused(client: Client, document: str) -> None:
    role = chained(client("iam"), ROOT_TRUST)

    assert refusal(lambda: assume(client("sts"), role, Policy=document)) == (
        *("MalformedPolicyDocument", 400),
        "This policy contains invalid Json",
    )


def test_what_has_no_meaning_here_is_refused_loudly(client: Client) -> None:
    role = chained(client("iam"), ROOT_TRUST)
    arns = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]

    assert refusal(lambda: assume(client("sts"), role, PolicyArns=arns))[1] == 501


def test_a_trust_policy_with_an_unknown_operator_is_refused(client: Client) -> None:
    def make() -> str:
        return chained(client("iam"), ROOT_TRUST, StringMatches={"sts:ExternalId": "x"})

    assert refusal(make) == (*("MalformedPolicyDocument", 400), "Syntax errors in policy.")
