"""The requests that a small GitHub answers, and which permission each one needs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tests.fake_github import oidc
from tests.fake_github.store import ACTIONS, Document, Store, Token, repository, user

# https://github.com/orgs/community/discussions/27190: the limit of issue and comment bodies.
LONGEST_BODY = 65_536
# https://docs.github.com/en/rest/commits/statuses
STATES, LONGEST_DESCRIPTION = {"error", "failure", "pending", "success"}, 140


@dataclass(frozen=True)
class Request:
    """A request that has been authenticated."""

    token: Token
    query: Mapping[str, str]
    body: Document
    found: tuple[str, ...]

    @property
    def number(self) -> int:
        """The number in the path."""
        return int(self.found[0])


@dataclass(frozen=True)
class Answer:
    """Status and body; a `listing` is cut into pages, below `key` if it has one."""

    status: int = 200
    body: Any = None
    listing: list[Document] | None = None
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Rejected(Exception):
    """GitHub says no."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: list[Document] | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.body: Document = {
            "message": message,
            "documentation_url": "https://docs.github.com/rest",
        }
        if errors:
            self.body["errors"] = errors


Handle = Callable[[Store, Request], Answer]


@dataclass(frozen=True)
class Route:
    """A method and a path, the permission it needs, and what answers."""

    method: str
    path: re.Pattern[str]
    needs: str
    handle: Handle


def not_found() -> Rejected:
    """What GitHub says of things that are not there."""
    return Rejected(404, "Not Found")


def text(body: Mapping[str, Any], name: str, *, resource: str, required: bool = False) -> None:
    """Refuse a text that is missing, is none, or is too long."""
    value = body.get(name)
    if value is None and not required:
        return
    if not isinstance(value, str) or (required and not value):
        raise Rejected(
            422,
            "Validation Failed",
            [{"resource": resource, "code": "missing_field", "field": name}],
        )
    if len(value) > LONGEST_BODY:
        message = f"{name} is too long (maximum is {LONGEST_BODY} characters)"
        error = {"resource": resource, "code": "custom", "field": name, "message": message}
        raise Rejected(422, "Validation Failed", [error])


def _user(_store: Store, request: Request) -> Answer:
    if request.token.login == ACTIONS:
        raise Rejected(403, "Resource not accessible by integration")
    return Answer(body=user(request.token.login))


def _issues(store: Store, request: Request) -> Answer:
    state = request.query.get("state", "open")
    wanted = set(filter(None, request.query.get("labels", "").split(",")))
    found = [
        issue
        for issue in reversed(store.issues.values())
        if state in ("all", issue["state"]) and wanted <= {one["name"] for one in issue["labels"]}
    ]
    return Answer(listing=found)


def _new_issue(store: Store, request: Request) -> Answer:
    text(request.body, "title", resource="Issue", required=True)
    text(request.body, "body", resource="Issue")
    body = request.body
    labels = body.get("labels", [])
    issue = store.add_issue(request.token.login, body["title"], body.get("body"), labels)
    return Answer(201, issue)


def _issue(store: Store, request: Request) -> Answer:
    return Answer(body=_at(store.issues, request.number))


def _edit_issue(store: Store, request: Request) -> Answer:
    issue = _at(store.issues, request.number)
    text(request.body, "body", resource="Issue")
    if request.body.get("state", "open") not in ("open", "closed"):
        raise Rejected(422, "Validation Failed", [{"field": "state", "code": "invalid"}])
    names = ("title", "body", "state", "state_reason")
    issue.update({name: request.body[name] for name in names if name in request.body})
    return Answer(body=issue)


def _comments(store: Store, request: Request) -> Answer:
    where = _at(store.issues, request.number)["url"]
    found = [one for one in store.comments.values() if one["issue_url"] == where]
    return Answer(listing=found)


def _new_comment(store: Store, request: Request) -> Answer:
    _at(store.issues, request.number)
    text(request.body, "body", resource="IssueComment", required=True)
    comment = store.add_comment(request.number, request.token.login, request.body["body"])
    return Answer(201, comment)


def _comment(store: Store, request: Request) -> Answer:
    return Answer(body=_at(store.comments, request.number))


def _edit_comment(store: Store, request: Request) -> Answer:
    comment = _at(store.comments, request.number)
    text(request.body, "body", resource="IssueComment", required=True)
    comment["body"] = request.body["body"]
    return Answer(body=comment)


def _delete_comment(store: Store, request: Request) -> Answer:
    del _at(store.comments, request.number)["body"], store.comments[request.number]
    return Answer(204)


def _pulls(store: Store, request: Request) -> Answer:
    state, query = request.query.get("state", "open"), request.query
    pulls = [
        pull
        for pull in store.pulls.values()
        if state in ("all", pull["state"])
        and query.get("base", pull["base"]["ref"]) == pull["base"]["ref"]
        and query.get("head", _label(pull)) == _label(pull)
    ]
    return Answer(listing=pulls)


def _label(pull: Document) -> str:
    """`owner:branch`, by which the head is asked for."""
    head = pull["head"]
    return f"{head['repo']['owner']['login']}:{head['ref']}"


def _pull(store: Store, request: Request) -> Answer:
    return Answer(body=_at(store.pulls, request.number))


def _pulls_of_commit(store: Store, request: Request) -> Answer:
    numbers = store.pulls_of_commit.get(request.found[0], [])
    return Answer(listing=[store.pulls[number] for number in numbers])


def _runs(store: Store, request: Request) -> Answer:
    names = ("head_sha", "event", "status")
    asked = {name: request.query[name] for name in names if name in request.query}
    found = [
        run
        for run in reversed(store.runs.values())
        if all(wanted in (run[name], _conclusion(run, name)) for name, wanted in asked.items())
    ]
    return Answer(listing=found, key="workflow_runs")


def _conclusion(run: Document, name: str) -> str | None:
    """`status` may be asked for by conclusion, too."""
    return str(run["conclusion"]) if name == "status" else None


def _run(store: Store, request: Request) -> Answer:
    return Answer(body=_at(store.runs, request.number))


def _artifacts(store: Store, request: Request) -> Answer:
    run = _at(store.runs, request.number)
    found = [one for one in store.artifacts.values() if one["workflow_run"]["id"] == run["id"]]
    if "name" in request.query:
        found = [one for one in found if one["name"] == request.query["name"]]
    return Answer(listing=found, key="artifacts")


def _all_artifacts(store: Store, request: Request) -> Answer:
    name = request.query.get("name")
    found = [one for one in store.artifacts.values() if name in (None, one["name"])]
    return Answer(listing=found[::-1], key="artifacts")


def _archive(store: Store, request: Request) -> Answer:
    artifact = _at(store.artifacts, request.number)
    if artifact["expired"]:
        raise Rejected(410, "Artifact has expired")
    return Answer(302, headers={"Location": f"{store.url}/_blobs/{artifact['id']}?sig=signed"})


def _files(store: Store, request: Request) -> Answer:
    _at(store.pulls, request.number)
    return Answer(listing=store.files_of(request.number))


def _git_commit(store: Store, request: Request) -> Answer:
    sha = request.found[0]
    return Answer(body={"sha": sha, "tree": {"sha": store.tree_of(sha)}})


def _compare(store: Store, request: Request) -> Answer:
    base, head = request.found
    if store.unknown & {base, head}:
        raise not_found()
    status = "diverged"
    if store.is_ancestor(head, base):
        status = "behind"
    if store.is_ancestor(base, head):
        status = "ahead"
    return Answer(body={"status": "identical" if base == head else status})


def _branch(store: Store, _request: Request) -> Answer:
    return Answer(body={"name": "main", "commit": {"sha": store.main()}})


def _new_status(store: Store, request: Request) -> Answer:
    if request.body.get("state") not in STATES:
        raise Rejected(422, "Validation Failed", [{"field": "state", "code": "invalid"}])
    if len(request.body.get("description", "")) > LONGEST_DESCRIPTION:
        raise Rejected(422, "description is too long (maximum is 140 characters)")
    status = {"context": "default", "description": None, **request.body}
    store.statuses.setdefault(request.found[0], []).append(status)
    return Answer(201, status)


def _subject(store: Store, _request: Request) -> Answer:
    """`use_immutable_subject` only says whether somebody opted in; the prefix says what is used."""
    prefix = oidc.subject_prefix(repository(store.name), immutable=store.immutable_subjects)
    customization = {"use_default": True, "use_immutable_subject": False}
    answer = {**customization, "sub_claim_prefix": prefix}
    return Answer(body={**answer, **store.protection.subject})


def identity(store: Store, path: str, query: Mapping[str, str], bearer: str) -> Answer:
    """What GitHub answers as an OIDC provider.

    Raises:
        Rejected: nobody gave this token to a job.
    """
    if path == oidc.CONFIGURATION:
        return Answer(body=oidc.configuration(store.url))
    if path == oidc.KEYS:
        return Answer(body=oidc.keys())
    if bearer not in store.identities:
        raise Rejected(401, "Unauthorized")
    owner = store.name.partition("/")[0]
    audience = query.get("audience") or f"https://github.com/{owner}"
    return Answer(body={"value": oidc.signed(store.identities[bearer], audience)})


def _at(things: Mapping[int, Document], key: int) -> Document:
    if key not in things:
        raise not_found()
    return things[key]


def _routes() -> list[Route]:
    ours = "/repos/([^/]+/[^/]+)"
    read_issue, write_issue = "issues:read|pull_requests:read", "issues:write|pull_requests:write"
    table: list[tuple[str, str, str, Handle]] = [
        ("GET", "/issues", read_issue, _issues),
        ("POST", "/issues", "issues:write", _new_issue),
        ("GET", r"/issues/(\d+)", read_issue, _issue),
        ("PATCH", r"/issues/(\d+)", "issues:write", _edit_issue),
        ("GET", r"/issues/(\d+)/comments", read_issue, _comments),
        ("POST", r"/issues/(\d+)/comments", write_issue, _new_comment),
        ("GET", r"/issues/comments/(\d+)", read_issue, _comment),
        ("PATCH", r"/issues/comments/(\d+)", write_issue, _edit_comment),
        ("DELETE", r"/issues/comments/(\d+)", write_issue, _delete_comment),
        ("GET", "/pulls", "pull_requests:read", _pulls),
        ("GET", r"/pulls/(\d+)", "pull_requests:read", _pull),
        ("GET", "/commits/([0-9a-f]{40})/pulls", "pull_requests:read", _pulls_of_commit),
        ("GET", r"/pulls/(\d+)/files", "pull_requests:read", _files),
        ("GET", "/git/commits/([0-9a-f]{40})", "contents:read", _git_commit),
        ("GET", "/compare/([0-9a-f]{40})[.]{3}([0-9a-f]{40})", "contents:read", _compare),
        ("GET", "/branches/main", "contents:read", _branch),
        ("POST", "/statuses/([0-9a-f]{40})", "statuses:write", _new_status),
        ("GET", "/actions/artifacts", "actions:read", _all_artifacts),
        ("GET", "/actions/runs", "actions:read", _runs),
        ("GET", r"/actions/runs/(\d+)", "actions:read", _run),
        ("GET", r"/actions/runs/(\d+)/artifacts", "actions:read", _artifacts),
        ("GET", r"/actions/artifacts/(\d+)/zip", "actions:read", _archive),
        ("GET", "/actions/oidc/customization/sub", "actions:read", _subject),
    ]
    of_the_repository = [
        Route(method, re.compile(ours + path), needs, handle)
        for method, path, needs, handle in table
    ]
    return [Route("GET", re.compile("()/user"), "", _user), *of_the_repository]


ROUTES = _routes()
IDENTITY_PATHS = {oidc.CONFIGURATION, oidc.KEYS, oidc.TOKENS}
