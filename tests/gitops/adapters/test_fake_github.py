"""The stand-in refuses what GitHub refuses; otherwise a test against it would prove nothing."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.github_client import connect
from gitops.adapters.github_issues import open_pull_requests
from tests.fake_github.server import FakeGitHub

ROOT = Path(__file__).resolve().parents[3]


def _ask(
    fake_github: FakeGitHub, method: str, path: str, body: Any = None, token: str | None = None
) -> tuple[int, Any, str]:
    """Status, document and `Link` header of one request, made without any client library."""
    value = fake_github.token() if token is None else token
    request = urllib.request.Request(  # noqa: S310 (our own server)
        fake_github.store.url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {value}"} if value else {},
    )
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
            return answer.status, json.loads(answer.read()), answer.headers.get("Link", "")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read()), ""


def _path(fake_github: FakeGitHub, rest: str) -> str:
    return f"/repos/{fake_github.store.name}{rest}"


@pytest.mark.parametrize(
    ("asked", "body", "token", "status"),
    [
        ("GET /issues", None, "", 401),
        ("GET /issues", None, "nonsense", 401),
        ("GET /issues/99", None, None, 404),
        ("PUT /issues", None, None, 404),
        ("GET /wiki", None, None, 404),
        ("POST /issues", {"body": "no title"}, None, 422),
        ("POST /issues", {"title": "a", "body": "x" * 65_537}, None, 422),
        ("POST /issues/1/comments", {"body": ""}, None, 422),
        ("POST /issues/1/comments", {"body": "x" * 65_537}, None, 422),
        ("POST /issues/1/comments", ["x"], None, 400),
        ("PATCH /issues/1", {"state": "gone"}, None, 422),
    ],
)
def test_what_github_refuses_is_refused_and_remembered(
    fake_github: FakeGitHub, asked: str, body: Any, token: str | None, status: int
) -> None:
    fake_github.store.add_pull("a" * 40)
    method, path = asked.split()
    found, document, _ = _ask(fake_github, method, _path(fake_github, path), body, token)

    assert found == status
    assert document["message"]
    assert len(fake_github.refused) == 1


def test_another_repository_is_not_there(fake_github: FakeGitHub) -> None:
    assert _ask(fake_github, "GET", "/repos/mallory/market-pipelines/issues")[0] == 404


def test_the_longest_body_is_taken(fake_github: FakeGitHub) -> None:
    fake_github.store.add_pull("a" * 40)
    path = _path(fake_github, "/issues/1/comments")

    assert _ask(fake_github, "POST", path, {"body": "x" * 65_536})[0] == 201


def test_a_page_has_thirty_and_a_link_to_the_next(fake_github: FakeGitHub) -> None:
    for number in range(75):
        fake_github.store.add_issue("mara", f"{number}", None)
    path = _path(fake_github, "/issues")
    _, first, link = _ask(fake_github, "GET", path)
    _, last, link_of_last = _ask(fake_github, "GET", f"{path}?page=3")
    _, large, _ = _ask(fake_github, "GET", f"{path}?per_page=500")

    assert (len(first), len(last), len(large)) == (30, 15, 75)
    assert 'page=2>; rel="next"' in link
    assert 'page=3>; rel="last"' in link
    assert 'rel="next"' not in link_of_last
    assert 'page=2>; rel="prev"' in link_of_last


def test_an_archive_is_handed_out_elsewhere_to_nobody_with_a_token(fake_github: FakeGitHub) -> None:
    run = fake_github.store.add_run("a" * 40, ".github/workflows/pull-request.yml")
    artifact = fake_github.store.add_artifact(run["id"], "kept", {"a": b"b"})

    assert _ask(fake_github, "GET", f"/_blobs/{artifact['id']}")[0] == 400


def test_a_token_may_do_only_what_it_was_given(fake_github: FakeGitHub) -> None:
    fake_github.store.add_pull("a" * 40)
    reader = fake_github.token(permissions={"pull_requests": "read"})
    path = _path(fake_github, "/issues/1/comments")

    assert _ask(fake_github, "GET", path, token=reader)[0] == 200
    assert _ask(fake_github, "POST", path, {"body": "a"}, token=reader)[0] == 403
    assert _ask(fake_github, "GET", _path(fake_github, "/actions/runs"), token=reader)[0] == 403


def test_as_a_process_it_prints_how_to_reach_it() -> None:
    argv = [sys.executable, "-m", "tests.fake_github"]
    with subprocess.Popen(
        argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        lines = [process.stdout.readline().strip() for _ in range(3)]
        environ = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        found = open_pull_requests(connect(environ))
        process.stdin.close()

    assert set(found) == {1}
    assert process.returncode == 0
