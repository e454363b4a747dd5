"""The trust policy of each real role accepts the tokens of its own jobs, and no other token.

Every combination of what a token can say is compared, as STS compares it: with the claims that it
supplies, by the embedded cloud's evaluation of policies.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request
from localcloud.identity.web_identity import WebIdentity
from tests.fake_github import oidc
from tests.fake_github.store import Document, repository
from tests.stacks.test_bootstrap import SETTINGS, synthesized

ISSUER = oidc.ISSUER.removeprefix("https://")
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"
OUR_NAME, OWNER_ID, OUR_ID = (
    SETTINGS[name] for name in ("repository", "owner_id", "repository_id")
)
MAIN, TOPIC, PULL, TAG = "refs/heads/main", "refs/heads/topic", "refs/pull/7/merge", "refs/tags/v1"


def _repository(name: str, owner_id: str, own_id: str) -> Document:
    about = repository(name)
    return {**about, "id": own_id, "owner": {**about["owner"], "id": owner_id}}


REPOSITORIES = {
    "ours": _repository(OUR_NAME, OWNER_ID, OUR_ID),
    "a fork": _repository("contributor/pipelines", "9", "99"),
    "of our owner": _repository("octo/other", OWNER_ID, "98"),
    "a later owner of our name": _repository(OUR_NAME, "9", "99"),
    "named like the form with dashes": _repository(
        f"octo-{OWNER_ID}/pipelines-{OUR_ID}", "9", "99"
    ),
    "of a longer name": _repository(f"{OUR_NAME}-fork", OWNER_ID, "97"),
}


@dataclass(frozen=True)
class Token:
    """What differs between tokens."""

    whose: str
    immutable: bool
    event: str
    ref: str
    environment: str
    audience: str
    workflow: str

    @property
    def identity(self) -> WebIdentity:
        """As STS sees it once it is verified."""
        run = {
            "id": 1,
            "name": "w",
            "path": f".github/workflows/{self.workflow}.yml",
            "head_sha": "a" * 40,
            "event": self.event,
            "run_attempt": 1,
            "run_number": 1,
        }
        claims = oidc.claims(
            REPOSITORIES[self.whose],
            run,
            ref=self.ref,
            environment=self.environment,
            immutable=self.immutable,
        )
        return WebIdentity(ISSUER, self.audience, claims)


TOKENS = [
    Token(*each)
    for each in itertools.product(
        REPOSITORIES,
        (False, True),
        ("push", "pull_request", "schedule", "workflow_run"),
        (MAIN, TOPIC, PULL, TAG),
        ("", "dev", "prod", "ephemeral", "approval", "Dev", "dev:x"),
        ("sts.amazonaws.com", "https://github.com/octo"),
        ("review", "drift", "planted"),
    )
]


def _is_ours(token: Token) -> bool:
    return token.whose == "ours" and token.audience == "sts.amazonaws.com"


# Role -> whether a job of ours, as its token describes it, may take the role.
OPEN_TO: Mapping[str, Callable[[Token], bool]] = {
    "plan": lambda token: (
        not token.environment
        and token.event != "pull_request"
        and token.ref == MAIN
        and token.workflow in {"review", "drift"}
    ),
    "ephemeral": lambda token: token.environment == "ephemeral",
    "deploy": lambda token: token.environment in {"dev", "prod"} and token.ref == MAIN,
}


@pytest.fixture(scope="module", name="trusted")
def trusted_(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Any]]:
    """The trust policy of each role of the account stack, with the provider's ARN filled in."""
    made = synthesized(tmp_path_factory.mktemp("trust"))["resource"]
    reference = "${aws_iam_openid_connect_provider.github-provider.arn}"
    return {
        role: json.loads(
            made["aws_iam_role"][f"{role}-role"]["assume_role_policy"].replace(reference, PROVIDER)
        )["Statement"]
        for role in OPEN_TO
    }


def accepted(statements: list[Any], tokens: list[Token]) -> Iterator[Token]:
    policies = Policies(resource=statements)
    for token in tokens:
        request = Request(
            "sts:AssumeRoleWithWebIdentity",
            "arn:aws:iam::123456789012:role/any",
            Caller(federated=PROVIDER),
            token.identity.context,
        )
        if decide(request, policies).allowed:
            yield token


@pytest.mark.parametrize("role", OPEN_TO)
def test_a_role_accepts_the_tokens_of_its_jobs_and_no_others(
    trusted: Mapping[str, list[Any]], role: str
) -> None:
    wanted = [token for token in TOKENS if _is_ours(token) and OPEN_TO[role](token)]

    assert {token.immutable for token in wanted} == {False, True}
    assert list(accepted(trusted[role], TOKENS)) == wanted


def test_a_token_of_another_issuer_opens_no_role(trusted: Mapping[str, list[Any]]) -> None:
    token = next(each for each in TOKENS if _is_ours(each) and each.environment == "dev")
    other = WebIdentity("issuer.example", token.audience, token.identity.claims)
    caller = Caller(federated=PROVIDER.replace(ISSUER, "issuer.example"))
    request = Request("sts:AssumeRoleWithWebIdentity", "arn", caller, other.context)

    assert next(accepted(trusted["deploy"], [token])) == token
    assert not decide(request, Policies(resource=trusted["deploy"])).allowed
