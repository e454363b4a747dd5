"""A token is accepted only if its issuer signed it, for this audience, and lately."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localcloud.authorization import corrections
from localcloud.identity import web_identity
from localcloud.identity.issuers import Issuers
from localcloud.identity.web_identity import InvalidToken, WebIdentity, verify
from tests.fake_github import oidc
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import repository

AUDIENCE = "sts.amazonaws.com"
CLIENTS = {corrections.GITHUB: [AUDIENCE]}
CLOSED = "http://127.0.0.1:9"


@pytest.fixture(scope="module", name="github")
def github_() -> Iterator[FakeGitHub]:
    with FakeGitHub() as server:
        yield server


@pytest.fixture(name="issuers")
def issuers_(github: FakeGitHub) -> Issuers:
    issuers = Issuers()
    issuers.replace({corrections.GITHUB: github.store.url})
    return issuers


@pytest.fixture(name="claims")
def claims_(github: FakeGitHub) -> dict[str, str]:
    run = github.store.add_run("a" * 40, ".github/workflows/deploy.yml", event="push")
    about = repository(github.store.name)
    return oidc.claims(about, run, ref="refs/heads/main", environment="dev")


def refusal(token: str, issuers: Issuers) -> tuple[str, str]:
    with pytest.raises(InvalidToken) as raised:
        verify(token, CLIENTS, issuers)
    return raised.value.code, str(raised.value)


def encoded(payload: Mapping[str, Any], key: Any, algorithm: str = "RS256") -> str:
    return jwt.encode(dict(payload), key, algorithm, {"kid": oidc.KEY_ID})


def test_a_token_of_the_issuer_speaks_for_its_subject(
    claims: dict[str, str], issuers: Issuers
) -> None:
    found = verify(oidc.signed(claims, AUDIENCE), CLIENTS, issuers)

    assert (found.issuer, found.audience) == (corrections.GITHUB, AUDIENCE)
    assert found.subject == "repo:acme/market-pipelines:environment:dev"


def test_policies_can_compare_only_what_sts_supplies(
    claims: dict[str, str], issuers: Issuers
) -> None:
    found = verify(oidc.signed(claims, AUDIENCE), CLIENTS, issuers).context
    names = {key.removeprefix(f"{corrections.GITHUB}:") for key in found}

    assert names == {
        *("actor", "actor_id", "aud", "environment", "job_workflow_ref", "ref"),
        *("repository", "repository_id", "sub", "workflow"),
    }
    assert {"repository_owner_id", "runner_environment", "event_name"} <= set(claims)


def test_the_claims_of_january_2026_are_those_of_github_only() -> None:
    other = WebIdentity("issuer.example", "me", {"sub": "a", "amr": ["x", 1], "ref": "b"})

    assert other.context == {
        "issuer.example:aud": "me",
        "issuer.example:sub": "a",
        "issuer.example:amr": ["x", "1"],
    }


def test_one_of_several_audiences_is_enough(claims: dict[str, str], issuers: Issuers) -> None:
    token = encoded(
        {**claims, "aud": ["other", AUDIENCE], "exp": time.time() + 60},
        oidc.signing_key(),
    )

    assert verify(token, CLIENTS, issuers).audience == AUDIENCE


def test_a_token_for_somebody_else_is_refused(claims: dict[str, str], issuers: Issuers) -> None:
    assert refusal(oidc.signed(claims, "https://github.com/acme"), issuers) == (
        "InvalidIdentityToken",
        "Incorrect token audience",
    )


def test_an_old_token_is_refused_with_both_times(claims: dict[str, str], issuers: Issuers) -> None:
    issued = int(time.time()) - 400

    code, message = refusal(oidc.signed(claims, AUDIENCE, now=issued), issuers)

    assert code == "ExpiredTokenException"
    assert message.startswith("Token expired: current date/time ")
    assert message.endswith(f" must be before the expiration date/time {issued + 300}")


def test_a_token_of_the_future_is_refused(claims: dict[str, str], issuers: Issuers) -> None:
    token = oidc.signed(claims, AUDIENCE, now=time.time() + 1_000)

    assert refusal(token, issuers) == ("InvalidIdentityToken", web_identity.NOT_VALID)


def test_another_key_under_the_same_id_is_refused(claims: dict[str, str], issuers: Issuers) -> None:
    forged = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    token = encoded({**claims, "aud": AUDIENCE, "exp": time.time() + 60}, forged)

    assert refusal(token, issuers) == ("InvalidIdentityToken", web_identity.NOT_VALID)


@pytest.mark.parametrize("address", [CLOSED, "http://127.0.0.1:1/nothing"])
def test_keys_out_of_reach_are_no_reason_to_believe(claims: dict[str, str], address: str) -> None:
    issuers = Issuers()
    issuers.replace({corrections.GITHUB: address})

    assert refusal(oidc.signed(claims, AUDIENCE), issuers) == (
        "InvalidIdentityToken",
        (
            "Couldn't retrieve verification key from your identity provider,  please reference"
            " AssumeRoleWithWebIdentity documentation for requirements"
        ),
    )


def test_an_issuer_without_the_key_is_out_of_reach(
    claims: dict[str, str], issuers: Issuers
) -> None:
    payload = {**claims, "aud": AUDIENCE, "exp": time.time() + 60}
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    token = jwt.encode(payload, key, "RS256", {"kid": "another"})

    assert refusal(token, issuers) == ("InvalidIdentityToken", web_identity.NO_KEY)


def test_an_issuer_that_is_no_provider_of_the_account_is_named(
    claims: dict[str, str], issuers: Issuers
) -> None:
    with pytest.raises(InvalidToken, match=r"^No OpenIDConnect provider found in your account for"):
        verify(oidc.signed(claims, AUDIENCE), {"issuer.example": [AUDIENCE]}, issuers)


@pytest.mark.parametrize("name", ["iss", "sub", "exp"])
def test_a_token_must_make_the_claims_of_its_kind(
    claims: dict[str, str], issuers: Issuers, name: str
) -> None:
    payload = {**claims, "aud": AUDIENCE, "exp": time.time() + 60}
    del payload[name]
    token = encoded(payload, oidc.signing_key())

    assert refusal(token, issuers) == (
        "InvalidIdentityToken",
        f"Missing a required claim: {name}",
    )


def unsigned(header: object, payload: object) -> str:
    parts = (json.dumps(part).encode() for part in (header, payload))
    return ".".join(
        [*(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts), "AAAA"]
    )


@pytest.mark.parametrize(
    "token",
    [
        *("nonsense", "a.b.c", "....", "\N{SNOWMAN}.x.y"),
        unsigned({"alg": "none"}, {"iss": oidc.ISSUER}),
        unsigned({"typ": "JWT"}, {"iss": oidc.ISSUER}),
        unsigned({"alg": "RS256"}, ["iss"]),
        unsigned({"alg": "RS256"}, {"iss": [oidc.ISSUER]}),
        unsigned({"alg": "RS256", "kid": 5}, {"iss": oidc.ISSUER}),
        jwt.encode({"iss": oidc.ISSUER}, "s" * 32, "HS256"),
    ],
)
def test_what_is_no_signed_jwt_is_refused(token: str, issuers: Issuers) -> None:
    assert refusal(token, issuers) == (
        "InvalidIdentityToken",
        (
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an"
            " Access Token)"
        ),
    )


@pytest.mark.parametrize(
    "odd",
    [
        *({"exp": "soon"}, {"aud": 5}, {"sub": 5}, {"nbf": []}),
        *({"exp": float("inf")}, {"nbf": float("inf")}, {"iat": float("-inf")}),
        {"aud": [["sts.amazonaws.com"]]},
    ],
)
def test_claims_of_a_wrong_type_are_refused(
    claims: dict[str, str], issuers: Issuers, odd: dict[str, Any]
) -> None:
    header = {"alg": "RS256", "kid": oidc.KEY_ID}
    right = {**claims, "aud": AUDIENCE, "exp": int(time.time()) + 60}
    payload = json.dumps({**right, **odd}).encode()
    token = jwt.api_jws.encode(
        payload,
        oidc.signing_key(),
        "RS256",
        header,
    )

    assert refusal(token, issuers)[0] == "InvalidIdentityToken"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
NAMES = st.sampled_from([*web_identity.REQUIRED_CLAIMS, *corrections.GITHUB_CLAIMS, "iat", "jti"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(odd=st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_whatever_a_signed_token_claims_it_is_compared_or_refused(
    claims: dict[str, str], issuers: Issuers, odd: dict[str, Any]
) -> None:
    right = {**claims, "aud": AUDIENCE, "exp": int(time.time()) + 60}
    payload = json.dumps({**right, **odd}).encode()
    header = {"alg": "RS256", "kid": oidc.KEY_ID}
    token = jwt.api_jws.encode(payload, oidc.signing_key(), "RS256", header)

    try:
        found = verify(token, CLIENTS, issuers)
    except InvalidToken:
        return
    assert found.issuer == corrections.GITHUB
    for value in found.context.values():
        assert isinstance(value, str) or all(isinstance(each, str) for each in value)


@given(token=st.text(alphabet=st.characters() | st.sampled_from("..eyJ{}"), max_size=40))
def test_any_other_text_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        verify(token, CLIENTS, Issuers())
