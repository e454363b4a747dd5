"""Where STS reads the signing keys of an OIDC issuer.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html, read
2026-11-26: `jwks_uri` in the issuer's `/.well-known/openid-configuration`.
"""

import json
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import jwt

# https://repost.aws/knowledge-center/iam-sts-invalididentitytoken, read 2026-11-26.
_TIMEOUT_SECONDS = 5.0
_SCHEMES = {"http", "https"}
# No answer, no HTTP, no JSON, or a document without what it must have.
_UNREADABLE = (OSError, HTTPException, ValueError, KeyError, TypeError)


class KeysOutOfReach(Exception):
    """The issuer did not answer in time, or not with its keys."""


class Issuers:
    """The issuers of this cloud; `addresses` are those that something else stands in for.

    A stand-in has the issuer's name without `https://` as its key, and answers at the address for
    it. Keys are read for every token, so that a rotation needs no patience.
    """

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}

    def replace(self, addresses: Any) -> None:
        """Take these stand-ins in place of those before.

        Raises:
            ValueError: it is no object of HTTP addresses.
        """
        if not isinstance(addresses, dict) or not all(map(_is_address, addresses.values())):
            raise ValueError('issuers must be an object such as {"issuer.example": "http://…"}')
        self.addresses = dict(addresses)

    def key(self, issuer: str, key_id: str) -> jwt.PyJWK:
        """The public key with which the issuer says that it signed.

        Raises:
            KeysOutOfReach: it cannot be read, or the issuer has no such key.
        """
        address = self.addresses.get(issuer, f"https://{issuer}")
        try:
            found = _fetch(f"{address}/.well-known/openid-configuration")
            return jwt.PyJWKSet.from_dict(dict(_fetch(found["jwks_uri"])))[key_id]
        except (*_UNREADABLE, jwt.PyJWTError) as error:
            raise KeysOutOfReach(issuer) from error


def _is_address(address: object) -> bool:
    return isinstance(address, str) and urlsplit(address).scheme in _SCHEMES


def _fetch(url: str) -> Mapping[str, Any]:
    if not _is_address(url):
        raise ValueError(f"{url} is no address of the web")
    with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 (checked)
        found: Mapping[str, Any] = json.load(answer)
    return found
