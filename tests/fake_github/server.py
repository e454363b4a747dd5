"""Serves a small GitHub on this machine: who asks wrongly is refused as GitHub refuses."""

import json
import threading
import urllib.request
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fake_github import oidc, protection_routes
from tests.fake_github.routes import (
    IDENTITY_PATHS,
    ROUTES,
    Answer,
    Rejected,
    Request,
    Route,
    identity,
    not_found,
)
from tests.fake_github.store import ACTIONS, EVERYTHING, Store, Token

DEFAULT_PAGE, LARGEST_PAGE = 30, 100
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
RATE_LIMIT = "API rate limit exceeded for installation ID 1."
EXHAUSTED = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "32503680000"}


@dataclass
class FakeGitHub(AbstractContextManager["FakeGitHub"]):
    """A GitHub with one repository, on a free port of this machine while the context lasts.

    `asked` keeps every request as `METHOD /path`; `refused` those that got a 4xx, with why.
    """

    store: Store = field(default_factory=Store)
    port: int = 0
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> Self:
        server: FakeGitHub = self

        class Handler(_Handler):
            fake_github = server

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.store.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def token(
        self, login: str = ACTIONS, permissions: Mapping[str, str] = EVERYTHING, *, name: str = ""
    ) -> str:
        """A new token of `login` with the permissions."""
        value = name or f"token-{len(self.store.tokens) + 1}"
        self.store.tokens[value] = Token(login, permissions)
        return value

    def identity(self, claims: Mapping[str, str]) -> dict[str, str]:
        """The variables with which a job asks for identity tokens that make these claims."""
        value = f"identity-{len(self.store.identities) + 1}"
        self.store.identities[value] = claims
        return {
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": value,
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.store.url}{oidc.TOKENS}?api-version=2.0",
        }

    def register_at(self, endpoint: str) -> None:
        """Let the embedded cloud at the endpoint read the signing keys here, not at GitHub."""
        issuers = {oidc.ISSUER.removeprefix("https://"): self.store.url}
        request = urllib.request.Request(  # noqa: S310 (the caller's own server)
            f"{endpoint}/_localcloud/issuers", json.dumps(issuers).encode(), method="PUT"
        )
        urllib.request.urlopen(request).close()  # noqa: S310 (as above)

    def environ(self, token: str = "") -> dict[str, str]:
        """The variables with which a workflow finds this GitHub."""
        return {
            "GITHUB_API_URL": self.store.url,
            "GITHUB_REPOSITORY": self.store.name,
            "GITHUB_TOKEN": token or self.token(),
        }

    def answer(self, method: str, target: str, authorization: str, body: bytes) -> Answer:
        """Answer one request.

        Raises:
            Rejected: as GitHub would.
        """
        parts = urlsplit(target)
        if parts.path in IDENTITY_PATHS:
            bearer = authorization.partition(" ")[2]
            return identity(self.store, parts.path, dict(parse_qsl(parts.query)), bearer)
        token = self._authenticated(authorization)
        if self.store.protection.rate_limited:
            raise Rejected(403, RATE_LIMIT, headers=EXHAUSTED)
        route, found = self._routed(method, parts.path)
        if route.needs and not token.may(route.needs):
            needs = route.needs.replace(":", "=").replace("|", "; ")
            raise Rejected(
                403,
                "Resource not accessible by integration",
                headers={"X-Accepted-GitHub-Permissions": needs},
            )
        if parts.path.removeprefix(f"/repos/{self.store.name}/") in self.store.protection.hidden:
            raise not_found()
        request = Request(token, dict(parse_qsl(parts.query)), _document(body), found)
        with self.lock:
            return _paged(
                route.handle(self.store, request), request.query, self.store.url + parts.path
            )

    def blob(self, path: str, authorization: str) -> bytes:
        """The archive behind a signed address, which wants no token and refuses one.

        Raises:
            Rejected: it came with a token, or is not there.
        """
        if authorization:
            raise Rejected(400, "Only one auth mechanism allowed")
        key = int(path.rsplit("/", maxsplit=1)[-1])
        if key not in self.store.blobs:
            raise not_found()
        return self.store.blobs[key]

    def _authenticated(self, authorization: str) -> Token:
        _scheme, _, value = authorization.partition(" ")
        if value not in self.store.tokens:
            raise Rejected(401, "Bad credentials" if value else "Requires authentication")
        return self.store.tokens[value]

    def _routed(self, method: str, path: str) -> tuple[Route, tuple[str, ...]]:
        for route in (*ROUTES, *protection_routes.ROUTES):
            match = route.path.fullmatch(path)
            if match and route.method == method and match[1] in ("", self.store.name):
                return route, match.groups()[1:]
        raise not_found()


def _document(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        document = json.loads(body)
    except ValueError:
        raise Rejected(400, "Problems parsing JSON") from None
    if not isinstance(document, dict):
        raise Rejected(400, "Body should be a JSON object")
    return document


def _paged(answer: Answer, query: Mapping[str, str], address: str) -> Answer:
    """The page of a listing that was asked for, with the `Link` header to its neighbours."""
    if answer.listing is None:
        return answer
    size = max(1, min(int(query.get("per_page", DEFAULT_PAGE)), LARGEST_PAGE))
    page, total = int(query.get("page", 1)), len(answer.listing)
    last = max(1, -(-total // size))
    cut: Any = answer.listing[(page - 1) * size : page * size]
    if answer.key:
        cut = {"total_count": total, answer.key: cut}
    neighbours = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    wanted = [name for name, number in neighbours.items() if 1 <= number <= last and last > 1]
    links = [
        f'<{address}?{urlencode({**query, "page": neighbours[name]})}>; rel="{name}"'
        for name in wanted
        if not (name in ("last", "next") and page >= last)
        and not (name in ("first", "prev") and page == 1)
    ]
    return Answer(answer.status, cut, headers={"Link": ", ".join(links)} if links else {})


class _Handler(BaseHTTPRequestHandler):
    fake_github: FakeGitHub
    protocol_version = "HTTP/1.1"
    # Else each answer waits 40 ms for the acknowledgement of its headers.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PATCH = do_DELETE = do_PUT = do_GET  # noqa: N815 (http.server asks by these)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing: `asked` and `refused` keep what matters."""

    def _serve(self) -> None:
        asked = f"{self.command} {self.path}"
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        authorization = self.headers.get("Authorization", "")
        self.fake_github.asked.append(asked)
        try:
            if self.path.startswith("/_blobs/"):
                content = self.fake_github.blob(urlsplit(self.path).path, authorization)
                self._send(200, content, {"Content-Type": "application/zip"})
                return
            answer = self.fake_github.answer(self.command, self.path, authorization, body)
        except Rejected as rejected:
            self.fake_github.refused.append(f"{asked}: {rejected.status} {rejected}")
            answer = Answer(rejected.status, rejected.body, headers=rejected.headers)
        self._send_json(answer)

    def _send_json(self, answer: Answer) -> None:
        content = b"" if answer.body is None else json.dumps(answer.body).encode()
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self._send(answer.status, content, {**kind, **answer.headers})

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
