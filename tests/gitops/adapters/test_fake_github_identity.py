"""The fake GitHub gives a job the identity token that GitHub would, and nobody else."""

import json
import urllib.error
import urllib.request
from typing import Any

import jwt
import pytest

from tests.fake_github import oidc
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import repository

# The names in GitHub's reference, those of an enterprise and of custom properties aside.
DOCUMENTED = {
    *("aud", "iss", "sub", "exp", "iat", "jti", "nbf", "actor", "actor_id", "base_ref"),
    *("check_run_id", "environment", "event_name", "head_ref", "job_workflow_ref"),
    *("job_workflow_sha", "ref", "ref_type", "repository", "repository_id", "repository_owner"),
    *("repository_owner_id", "repository_visibility", "run_attempt", "run_id", "run_number"),
    *("runner_environment", "sha", "workflow", "workflow_ref", "workflow_sha"),
}


def _claims(fake_github: FakeGitHub, event: str = "push", **job: Any) -> dict[str, str]:
    run = fake_github.store.add_run("a" * 40, ".github/workflows/w.yml", event=event)
    return oidc.claims(repository("octo-org/octo-repo") | {"id": 456_789}, run, **job)


def _get(url: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (our own server)
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
        return json.load(answer)


@pytest.mark.parametrize(
    ("event", "job", "subject"),
    [
        ("push", {"ref": "refs/heads/demo"}, "octo-org/octo-repo:ref:refs/heads/demo"),
        ("push", {"ref": "refs/tags/demo"}, "octo-org/octo-repo:ref:refs/tags/demo"),
        ("pull_request", {"ref": "refs/pull/7/merge"}, "octo-org/octo-repo:pull_request"),
        (
            "pull_request",
            {"ref": "refs/pull/7/merge", "environment": "Production"},
            "octo-org/octo-repo:environment:Production",
        ),
        (
            "push",
            {"ref": "refs/heads/demo", "environment": "Production:V1"},
            "octo-org/octo-repo:environment:Production%3AV1",
        ),
        (
            "push",
            {"ref": "refs/heads/demo", "immutable": True},
            "octo-org@1/octo-repo@456789:ref:refs/heads/demo",
        ),
    ],
)
def test_the_subject_has_the_forms_of_githubs_reference(
    fake_github: FakeGitHub, event: str, job: dict[str, Any], subject: str
) -> None:
    assert _claims(fake_github, event, **job)["sub"] == f"repo:{subject}"


def test_a_job_gets_a_token_that_its_keys_verify(fake_github: FakeGitHub) -> None:
    claims = _claims(fake_github, ref="refs/heads/main", environment="dev")
    env = fake_github.identity(claims)

    url, bearer = env["ACTIONS_ID_TOKEN_REQUEST_URL"], env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
    token = _get(f"{url}&audience=sts.amazonaws.com", bearer)["value"]

    described = _get(f"{fake_github.store.url}/.well-known/openid-configuration")
    (key,) = _get(described["jwks_uri"])["keys"]
    found = jwt.decode(token, jwt.PyJWK(key), ["RS256"], audience="sts.amazonaws.com")
    assert set(jwt.get_unverified_header(token)) == {"alg", "kid", "typ"}
    assert (found["exp"] - found["iat"], found["iat"] - found["nbf"]) == (300, 600)
    assert claims.items() <= found.items()
    assert set(found) == DOCUMENTED
    assert "d" not in key, "the private half"


def test_without_an_audience_it_is_the_owner(fake_github: FakeGitHub) -> None:
    env = fake_github.identity(_claims(fake_github, ref="refs/heads/main"))
    answer = _get(env["ACTIONS_ID_TOKEN_REQUEST_URL"], env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])

    found = jwt.decode(answer["value"], options={"verify_signature": False})
    assert found["aud"] == "https://github.com/acme"
    assert "environment" not in found


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_nobody_else_gets_a_token(fake_github: FakeGitHub, token: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(fake_github.store.url + oidc.TOKENS, token or fake_github.token())
    with refused.value as answer:
        assert answer.code == 401


@pytest.mark.parametrize(
    ("immutable", "prefix"),
    [(False, "repo:acme/market-pipelines"), (True, "repo:acme@1/market-pipelines@{id}")],
)
def test_the_api_says_how_subjects_begin(
    fake_github: FakeGitHub, *, immutable: bool, prefix: str
) -> None:
    fake_github.store.immutable_subjects = immutable
    path = f"/repos/{fake_github.store.name}/actions/oidc/customization/sub"

    found = _get(fake_github.store.url + path, fake_github.token())

    about = repository(fake_github.store.name)
    assert found == {
        "use_default": True,
        "use_immutable_subject": False,
        "sub_claim_prefix": prefix.format(id=about["id"]),
    }
