"""Keys are read as the issuer describes them; whatever it answers instead, nothing breaks."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from localcloud.identity.issuers import Issuers, KeysOutOfReach
from localcloud.identity.web_identity import NOT_VALID, InvalidToken, verify
from tests.fake_github import oidc
from tests.fake_github.store import repository

ISSUER = oidc.ISSUER.removeprefix("https://")


@contextmanager
def answering(pages: Mapping[str, bytes]) -> Iterator[Issuers]:
    """Issuers of which ours answers these bytes; `{url}` in them is its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"http://127.0.0.1:{server.server_address[1]}".encode()
            self.wfile.write(pages.get(self.path, b"").replace(b"{url}", url))

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        issuers = Issuers()
        issuers.replace({ISSUER: f"http://127.0.0.1:{server.server_address[1]}"})
        try:
            yield issuers
        finally:
            server.shutdown()
            thread.join()


def http(document: object) -> bytes:
    return b"HTTP/1.0 200 OK\r\n\r\n" + json.dumps(document).encode()


FOUND = http({"jwks_uri": "{url}/keys"})


def test_the_key_is_found_by_its_id() -> None:
    pages = {oidc.CONFIGURATION: FOUND, "/keys": http(oidc.keys())}

    with answering(pages) as issuers:
        assert issuers.key(ISSUER, oidc.KEY_ID).key_id == oidc.KEY_ID


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param({}, id="no answer"),
        pytest.param({oidc.CONFIGURATION: b"nonsense\r\n\r\n"}, id="no HTTP"),
        pytest.param({oidc.CONFIGURATION: b"HTTP/1.0 503 Busy\r\n\r\n"}, id="an error"),
        pytest.param({oidc.CONFIGURATION: b"HTTP/1.0 200 OK\r\n\r\n{"}, id="no JSON"),
        pytest.param({oidc.CONFIGURATION: http(["jwks_uri"])}, id="no object"),
        pytest.param({oidc.CONFIGURATION: http({})}, id="no address of keys"),
        pytest.param({oidc.CONFIGURATION: http({"jwks_uri": "file:///etc/passwd"})}, id="a file"),
        pytest.param({oidc.CONFIGURATION: FOUND, "/keys": http([])}, id="no set of keys"),
        pytest.param({oidc.CONFIGURATION: FOUND, "/keys": http({"keys": [{}]})}, id="no key"),
        pytest.param({oidc.CONFIGURATION: FOUND, "/keys": http(oidc.keys())}, id="another id"),
    ],
)
def test_an_issuer_that_does_not_answer_with_the_key_is_out_of_reach(
    pages: Mapping[str, bytes],
) -> None:
    with answering(pages) as issuers, pytest.raises(KeysOutOfReach):
        issuers.key(ISSUER, "absent")


def test_a_key_of_another_kind_verifies_nothing() -> None:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True) | {"kid": oidc.KEY_ID}
    run = {
        **dict.fromkeys(("id", "name", "path", "head_sha", "run_attempt", "run_number"), "1"),
        "event": "push",
    }
    claims = oidc.claims(repository("acme/market-pipelines"), run, ref="refs/heads/main")
    token = oidc.signed(claims, "sts.amazonaws.com")

    pages = {oidc.CONFIGURATION: FOUND, "/keys": http({"keys": [key]})}

    with answering(pages) as issuers, pytest.raises(InvalidToken) as refused:
        verify(token, {ISSUER: ["sts.amazonaws.com"]}, issuers)

    assert str(refused.value) == NOT_VALID


@pytest.mark.parametrize("addresses", [[], None, {"a": 1}, {"a": "ftp://b"}, {"a": "b"}])
def test_stand_ins_are_addresses(addresses: object) -> None:
    issuers = Issuers()

    with pytest.raises(ValueError, match="issuers must be an object"):
        issuers.replace(addresses)
    assert issuers.addresses == {}
