"""STS answers as AWS: who may take a role, for how long, and whose credentials they are."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud import hooks
from localcloud.server import EmbeddedCloud
from tests.fake_github import oidc
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import Document, repository
from tests.localcloud.conftest import Client
from tests.recordings import RECORDINGS

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


@pytest.mark.parametrize("immutable", [False, True], ids=["classic", "immutable"])
def test_both_forms_of_the_subject_open_the_role(
    take: Take, github: FakeGitHub, cloud: EmbeddedCloud, *, immutable: bool
) -> None:
    answer = take(token(github, immutable=immutable), DurationSeconds=5_400)

    given = answer["Credentials"]
    who = sts_of(cloud, given).get_caller_identity()
    assert answer["SubjectFromWebIdentityToken"] == SUBJECTS[immutable]
    assert (answer["Audience"], answer["Provider"]) == (AUDIENCE, PROVIDER)
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/GitHubActions"
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]
    assert who["UserId"].startswith("AROA")
    assert who["UserId"].endswith(":GitHubActions")
    assert given["AccessKeyId"].startswith("ASIA")
    assert abs(given["Expiration"].timestamp() - time.time() - 5_400) < 60


def sts_of(cloud: EmbeddedCloud, given: dict[str, str]) -> Any:
    session = boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], "us-east-1"
    )
    return session.client("sts", endpoint_url=cloud.endpoint)


@pytest.mark.parametrize(
    "job",
    [
        pytest.param({"environment": "prod"}, id="another environment"),
        pytest.param({"environment": ""}, id="no environment"),
        pytest.param({"ref": "refs/heads/topic"}, id="another branch"),
        pytest.param({"of": repository("contributor/fork")}, id="a fork"),
        pytest.param({"of": OTHER_IDS}, id="a later owner of the name"),
        pytest.param({"of": OTHER_IDS, "immutable": True}, id="the same, immutable"),
        pytest.param({"of": DASHES}, id="the names with dashes"),
    ],
)
def test_no_other_job_may_take_the_role(
    take: Take, github: FakeGitHub, job: dict[str, Any]
) -> None:
    assert refusal(lambda: take(token(github, **job))) == DENIED


def test_a_claim_that_sts_does_not_supply_is_never_met(
    take: Take, github: FakeGitHub, account: Any
) -> None:
    owner = trust(aud=AUDIENCE, sub=SUBJECTS, repository_owner_id="1")
    account.update_assume_role_policy(RoleName="deploy", PolicyDocument=owner)

    assert refusal(lambda: take(token(github))) == DENIED


def test_a_role_that_is_not_there_is_refused_like_one_that_does_not_trust(
    take: Take, github: FakeGitHub
) -> None:
    assert refusal(lambda: take(token(github), RoleArn=f"{ROLE}-absent")) == DENIED


def test_an_account_without_the_provider_names_the_issuer(
    take: Take, github: FakeGitHub, account: Any
) -> None:
    message = f"No OpenIDConnect provider found in your account for https://{ISSUER}"
    foreign = "arn:aws:iam::210987654321:role/deploy"
    expected = ("InvalidIdentityToken", 400, message)

    assert refusal(lambda: take(token(github), RoleArn=foreign)) == expected
    account.delete_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)
    assert refusal(lambda: take(token(github))) == expected


def test_a_token_must_be_for_sts_and_fresh(take: Take, github: FakeGitHub) -> None:
    code, status, message = refusal(lambda: take(token(github, now=time.time() - 400)))

    assert (code, status) == ("ExpiredTokenException", 400)
    assert message.startswith("Token expired: current date/time ")
    assert refusal(lambda: take(token(github, audience="https://github.com/acme"))) == (
        *("InvalidIdentityToken", 400),
        "Incorrect token audience",
    )
    assert refusal(lambda: take("nonsense")) == (
        *("InvalidIdentityToken", 400),
        (
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an"
            " Access Token)"
        ),
    )


def test_keys_that_nobody_serves_open_nothing(
    take: Take, github: FakeGitHub, cloud: EmbeddedCloud
) -> None:
    del cloud  # runs in this process, so its hooks are these
    hooks.active.issuers.replace({ISSUER: "http://127.0.0.1:9"})

    code, status, message = refusal(lambda: take(token(github)))

    assert (code, status) == ("InvalidIdentityToken", 400)
    assert message.startswith("Couldn't retrieve verification key from your identity provider,  ")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"DurationSeconds": 5_401},
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
        (
            {"DurationSeconds": 43_201},
            (
                "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy"
                " constraint: Member must have value less than or equal to 43200"
            ),
        ),
        (
            {"RoleSessionName": "Session1:2"},
            (
                "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to"
                " satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
            ),
        ),
        ({"RoleArn": "nothing-valid-in-here"}, "nothing-valid-in-here is invalid"),
    ],
)
def test_what_is_asked_for_must_be_valid(
    take: Take, github: FakeGitHub, asked: dict[str, Any], message: str
) -> None:
    assert refusal(lambda: take(token(github), **asked)) == ("ValidationError", 400, message)


def test_two_errors_are_both_reported(cloud: EmbeddedCloud) -> None:
    """No SDK sends these: they check the length of texts and the presence of required ones."""
    status, body = post(
        cloud, Action="AssumeRoleWithWebIdentity", RoleArn=ROLE, DurationSeconds="x"
    )

    assert status == 400
    assert "3 validation errors detected" in body
    assert "Value null at 'roleSessionName' failed to satisfy" in body
    assert "Value 'x' at 'durationSeconds' failed to satisfy" in body
    assert post(cloud, Action="AssumeRole")[0] == 400


def post(cloud: EmbeddedCloud, **fields: str) -> tuple[int, str]:
    form = urllib.parse.urlencode({"Version": "2011-06-15", **fields}).encode()
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential=test/{SCOPE}, Signature=x"}
    request = urllib.request.Request(cloud.endpoint, form, headers)  # noqa: S310 (our own endpoint)
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


SCOPE = "20261126/us-east-1/sts/aws4_request"


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


def test_a_session_ends_and_its_key_with_it(
    take: Take, github: FakeGitHub, cloud: EmbeddedCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = take(token(github))["Credentials"]
    now = time.time()
    monkeypatch.setattr("localcloud.identity.sessions.time.time", lambda: now + 3_601)

    assert refusal(sts_of(cloud, given).get_caller_identity) == (
        *("ExpiredToken", 403),
        "The security token included in the request is expired",
    )


@pytest.mark.parametrize("changed", [{"AccessKeyId": "ASIA0000"}, {"SessionToken": "another"}])
def test_credentials_that_nobody_was_given_are_refused(
    take: Take, github: FakeGitHub, cloud: EmbeddedCloud, changed: dict[str, str]
) -> None:
    given = take(token(github))["Credentials"] | changed

    assert refusal(sts_of(cloud, given).get_caller_identity) == (
        *("InvalidClientTokenId", 403),
        "The security token included in the request is invalid.",
    )


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
            f"User: arn:aws:sts::{ACCOUNT}:user/moto is not authorized to perform: sts:AssumeRole"
            f" on resource: {other}"
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
    assert refusal(lambda: assume(sts, role, Policy="{")) == (
        *("MalformedPolicyDocument", 400),
        "This policy contains invalid Json",
    )
    twice = [*tags, {"Key": "team", "Value": "b"}]
    assert refusal(lambda: assume(sts, role, Tags=twice))[0] == "InvalidParameterValue"
    assert refusal(lambda: assume(sts, role, Tags=tags, TransitiveTagKeys=["Other"])) == (
        *("InvalidParameterValue", 400),
        "The specified transitive tag key must be included in the requested tags.",
    )


def test_what_has_no_meaning_here_is_refused_loudly(client: Client) -> None:
    role = chained(client("iam"), ROOT_TRUST)
    arns = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]

    assert refusal(lambda: assume(client("sts"), role, PolicyArns=arns))[1] == 501


def test_a_condition_that_nobody_evaluates_is_no_permission(client: Client) -> None:
    role = chained(client("iam"), ROOT_TRUST, StringMatches={"sts:ExternalId": "x"})

    assert refusal(lambda: assume(client("sts"), role))[1] == 501
