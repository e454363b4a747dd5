"""GitHub as an OIDC provider: the identity token of a job, and the key that verifies it.

https://docs.github.com/en/actions/reference/security/oidc, read 2026-11-26: the claims and the
forms of `sub`. A token holds from ten minutes before it was issued until five minutes after.
"""

import functools
import time
import uuid
from collections.abc import Mapping

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fake_github.store import Document, user

ISSUER = "https://token.actions.githubusercontent.com"
CONFIGURATION, KEYS = "/.well-known/openid-configuration", "/.well-known/jwks"
# Where a job asks for its token; the address is GitHub's own affair.
TOKENS = "/_oidc/token"
ALGORITHM = "RS256"
KEY_ID = "fake-github-1"
BEFORE_SECONDS, AFTER_SECONDS = 600, 300
Claims = Mapping[str, str]


def subject_prefix(repository: Document, *, immutable: bool) -> str:
    """How each `sub` of the repository begins: by its names, or with the ids behind them."""
    owner, name = repository["owner"]["login"], repository["name"]
    if not immutable:
        return f"repo:{owner}/{name}"
    return f"repo:{owner}@{repository['owner']['id']}/{name}@{repository['id']}"


def claims(
    repository: Document,
    run: Document,
    *,
    ref: str,
    environment: str = "",
    head_ref: str = "",
    immutable: bool = False,
    actor: str = "octocat",
) -> dict[str, str]:
    """What the tokens of a job claim, but for the audience and the times.

    `run` is the workflow run as the REST API describes it.
    """
    workflow_ref = f"{repository['full_name']}/{run['path']}@{ref}"
    prefix = subject_prefix(repository, immutable=immutable)
    found = {
        "actor": actor,
        "actor_id": str(user(actor)["id"]),
        "base_ref": repository.get("default_branch", "main") if head_ref else "",
        "check_run_id": str(run["id"]),
        "event_name": run["event"],
        "head_ref": head_ref,
        "iss": ISSUER,
        "job_workflow_ref": workflow_ref,
        "job_workflow_sha": run["head_sha"],
        "ref": ref,
        "ref_type": "tag" if ref.startswith("refs/tags/") else "branch",
        "repository": repository["full_name"],
        "repository_id": str(repository["id"]),
        "repository_owner": repository["owner"]["login"],
        "repository_owner_id": str(repository["owner"]["id"]),
        "repository_visibility": "private",
        "run_attempt": str(run["run_attempt"]),
        "run_id": str(run["id"]),
        "run_number": str(run["run_number"]),
        "runner_environment": "github-hosted",
        "sha": run["head_sha"],
        "sub": f"{prefix}:{_context(run['event'], ref, environment)}",
        "workflow": run["name"],
        "workflow_ref": workflow_ref,
        "workflow_sha": run["head_sha"],
    }
    return found | ({"environment": environment} if environment else {})


def _context(event: str, ref: str, environment: str) -> str:
    """The first that applies; a colon within would end a part."""
    if environment:
        return f"environment:{environment.replace(':', '%3A')}"
    return "pull_request" if event == "pull_request" else f"ref:{ref.replace(':', '%3A')}"


def signed(about: Claims, audience: str, *, now: float | None = None) -> str:
    """A token with these claims, issued `now` (Unix seconds)."""
    issued = int(time.time() if now is None else now)
    times = {"iat": issued, "nbf": issued - BEFORE_SECONDS, "exp": issued + AFTER_SECONDS}
    payload = {**about, **times, "aud": audience, "jti": str(uuid.uuid4())}
    return jwt.encode(payload, signing_key(), ALGORITHM, {"kid": KEY_ID})


def configuration(url: str) -> Document:
    """The document by which others find the keys; the real one says more."""
    return {
        "issuer": ISSUER,
        "jwks_uri": url + KEYS,
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "response_types_supported": ["id_token"],
        "scopes_supported": ["openid"],
        "subject_types_supported": ["public", "pairwise"],
    }


def keys() -> Document:
    """The JWKS: the public half of the one key."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key(), as_dict=True)
    return {"keys": [{**public, "kid": KEY_ID, "alg": ALGORITHM, "use": "sig"}]}


@functools.cache
def signing_key() -> rsa.RSAPrivateKey:
    """The private half."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
