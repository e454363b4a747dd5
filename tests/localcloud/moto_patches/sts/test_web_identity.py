"""STS answers as AWS: who may take a role by web identity, and for how long."""

import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest

from localcloud import hooks
from localcloud.server import EmbeddedCloud
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import repository
from tests.localcloud.moto_patches.sts.conftest import (
    ACCOUNT,
    AUDIENCE,
    DASHES,
    DENIED,
    ISSUER,
    OTHER_IDS,
    PROVIDER,
    ROLE,
    SUBJECTS,
    Take,
    refusal,
    sts_of,
    token,
    trust,
)


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
        cloud, Action="AssumeRoleWithWebIdentity", RoleArn=ROLE, DurationSeconds="1"
    )

    assert status == 400
    assert "3 validation errors detected" in body
    assert "Value null at 'roleSessionName' failed to satisfy" in body
    assert "Value '1' at 'durationSeconds' failed to satisfy" in body
    assert post(cloud, Action="AssumeRole", DurationSeconds="x")[0] == 400
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
