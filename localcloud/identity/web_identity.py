"""Verifies the token of a web identity as STS does, with its codes and sentences.

Codes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html.
Sentences as real AWS answered them, in the pages named beside them, read 2026-11-26:
docs/claims.md#web-identity-refusals. AWS documents no order of its checks; here a token is read,
attributed, verified, and then compared: docs/claims.md#web-identity-order
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from localcloud.identity.issuers import Issuers, KeysOutOfReach

GITHUB = "token.actions.githubusercontent.com"
# The claims that STS compares, by issuer; whatever else a token claims is absent for a policy.
CLAIMS = ("amr", "aud", "sub")
# docs/claims.md#github-claims
GITHUB_CLAIMS = (
    "actor", "actor_id", "aud", "enterprise_id", "environment", "job_workflow_ref", "ref",
    "repository", "repository_id", "sub", "workflow",
)  # fmt: skip
REQUIRED_CLAIMS = ("iss", "sub", "aud", "exp")
ALGORITHM = "RS256"

# https://github.com/guardian/cdk/issues/1944
WRONG_AUDIENCE = "Incorrect token audience"
# https://github.com/aws/aws-cli/issues/7194, with two spaces
NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  please reference"
    " AssumeRoleWithWebIdentity documentation for requirements"
)
# https://github.com/aws-observability/aws-rum-web/blob/main/docs/cdn_troubleshooting.md
NO_JWT = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)
# Nobody was found who recorded the answer to a forged or a future token: the text of the API.
NOT_VALID = (
    "The web identity token that was passed could not be validated by Amazon Web Services. Get a"
    " new identity token from the identity provider and then retry the request."
)


class InvalidToken(Exception):
    """STS does not accept the token; `code` is the error code."""

    def __init__(self, message: str, code: str = "InvalidIdentityToken") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class WebIdentity:
    """Whom a verified token speaks for. `issuer` is without `https://`."""

    issuer: str
    audience: str
    claims: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """The claim `sub`."""
        return str(self.claims["sub"])

    @property
    def context(self) -> dict[str, str | list[str]]:
        """The condition keys that a trust policy can compare."""
        names = GITHUB_CLAIMS if self.issuer == GITHUB else CLAIMS
        found = {**self.claims, "aud": self.audience}
        return {f"{self.issuer}:{name}": _texts(found[name]) for name in names if found.get(name)}


def verify(token: str, clients: Mapping[str, Collection[str]], issuers: Issuers) -> WebIdentity:
    """The identity in a token of one of the account's providers.

    `clients` are the client ids of each provider, by its issuer without `https://`.

    Raises:
        InvalidToken: the token is malformed, foreign, forged, for another audience or too old.
    """
    key_id, unverified = _read(token)
    issuer = unverified["iss"].removeprefix("https://")
    if issuer not in clients:
        # https://github.com/aws-actions/configure-aws-credentials/issues/1043
        raise InvalidToken(
            f"No OpenIDConnect provider found in your account for {unverified['iss']}"
        )
    try:
        key = issuers.key(issuer, key_id)
        claims = jwt.decode(token, key, [ALGORITHM], audience=list(clients[issuer]))
    except KeysOutOfReach:
        raise InvalidToken(NO_KEY) from None
    except jwt.ExpiredSignatureError:
        raise _expired(unverified["exp"]) from None
    except jwt.InvalidAudienceError:
        raise InvalidToken(WRONG_AUDIENCE) from None
    except jwt.PyJWTError:
        raise InvalidToken(NOT_VALID) from None
    return WebIdentity(issuer, _audience(claims["aud"], clients[issuer]), claims)


def _read(token: str) -> tuple[str, Mapping[str, Any]]:
    """The id of its key, and what it claims."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, UnicodeEncodeError):  # the latter: half a surrogate pair
        raise InvalidToken(NO_JWT) from None
    if header.get("alg") != ALGORITHM or not isinstance(claims.get("iss", ""), str):
        raise InvalidToken(NO_JWT)
    for name in REQUIRED_CLAIMS:
        if not claims.get(name):
            # https://github.com/aws/aws-sdk-ruby/issues/2698
            raise InvalidToken(f"Missing a required claim: {name}")
    return header.get("kid", ""), claims


def _expired(moment: object) -> InvalidToken:
    # https://github.com/aws/aws-sdk-java-v2/issues/5709
    return InvalidToken(
        f"Token expired: current date/time {int(time.time())} must be before the expiration"
        f" date/time {moment}",
        "ExpiredTokenException",
    )


def _audience(named: str | list[str], clients: Collection[str]) -> str:
    """The client that the token is for."""
    return next(each for each in ([named] if isinstance(named, str) else named) if each in clients)


def _texts(value: object) -> str | list[str]:
    return [str(each) for each in value] if isinstance(value, list) else str(value)
