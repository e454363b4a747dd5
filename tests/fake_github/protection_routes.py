"""The requests about settings and approvals, and which permission each one needs.

The permissions are those that GitHub's reference names for fine-grained tokens:
https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
"""

import base64
import re
from collections.abc import Mapping

from tests.fake_github.routes import Answer, Handle, Rejected, Request, Route, not_found
from tests.fake_github.store import Document, Store, user

MAIN = "main"


def _environments(store: Store, _request: Request) -> Answer:
    return Answer(listing=list(store.protection.environments.values()), key="environments")


def _branch_policies(store: Store, request: Request) -> Answer:
    if request.found[0] not in store.protection.environments:
        raise not_found()
    found = store.protection.branch_policies[request.found[0]]
    return Answer(listing=found, key="branch_policies")


def _rules(store: Store, _request: Request) -> Answer:
    return Answer(listing=store.protection.rules)


def _ruleset(store: Store, request: Request) -> Answer:
    found = store.protection.rulesets.get(request.number)
    if found is None:
        raise not_found()
    # https://docs.github.com/en/rest/repos/rules: bypass_actors only for who may write the ruleset.
    hides = not request.token.may("administration:write")
    return Answer(body={k: v for k, v in found.items() if not (hides and k == "bypass_actors")})


def _classic(store: Store, _request: Request) -> Answer:
    if store.protection.classic is None:
        raise Rejected(404, "Branch not protected")
    return Answer(body=store.protection.classic)


def _workflow_permissions(store: Store, _request: Request) -> Answer:
    return Answer(body=store.protection.workflow_permissions)


def _contents(store: Store, request: Request) -> Answer:
    """The files of main, and one file at a commit."""
    files, name = store.protection.files, request.found[0]
    if not name:
        return Answer(listing=[{"type": "file", "path": path} for path in files])
    at = request.query.get("ref", MAIN)
    text_of = files.get(name) if at == MAIN else store.file_of(at, name)
    if text_of is None:
        raise not_found()
    content = base64.encodebytes(text_of.encode()).decode()
    return Answer(body={"type": "file", "path": name, "encoding": "base64", "content": content})


def _owners_errors(store: Store, _request: Request) -> Answer:
    return Answer(body={"errors": store.protection.codeowners_errors})


def _variables(store: Store, _request: Request) -> Answer:
    return _as_variables(store.protection.variables)


def _organization_variables(store: Store, _request: Request) -> Answer:
    return _as_variables(store.protection.organization_variables)


def _environment_variables(store: Store, request: Request) -> Answer:
    return _as_variables(store.protection.environment_variables.get(request.found[0], {}))


def _as_variables(values: Mapping[str, str]) -> Answer:
    found: list[Document] = [{"name": name, "value": value} for name, value in values.items()]
    return Answer(listing=found, key="variables")


def _scanning(store: Store, _request: Request) -> Answer:
    return Answer(body=store.protection.code_scanning)


def _approvals(store: Store, request: Request) -> Answer:
    if request.number not in store.runs:
        raise not_found()
    return Answer(body=store.protection.approvals.get(request.number, []))


def _reviews(store: Store, request: Request) -> Answer:
    if request.number not in store.pulls:
        raise not_found()
    return Answer(listing=store.protection.reviews.get(request.number, []))


def _pull_commits(store: Store, request: Request) -> Answer:
    if request.number not in store.pulls:
        raise not_found()
    return Answer(listing=store.protection.commits.get(request.number, []))


def _commit(store: Store, request: Request) -> Answer:
    author = store.protection.authors.get(request.found[0])
    who = user(author) if author else None
    return Answer(body={"sha": request.found[0], "author": who, "committer": who})


def _permission(store: Store, request: Request) -> Answer:
    login = request.found[0]
    found = store.protection.permissions.get(login, "read")
    return Answer(body={"permission": found, "role_name": found, "user": user(login)})


def _routes() -> list[Route]:
    ours = "/repos/([^/]+/[^/]+)"
    table: list[tuple[str, str, Handle]] = [
        ("/environments", "actions:read", _environments),
        ("/environments/([^/]+)/deployment-branch-policies", "actions:read", _branch_policies),
        ("/environments/([^/]+)/variables", "environments:read", _environment_variables),
        ("/rules/branches/main", "", _rules),
        (r"/rulesets/(\d+)", "", _ruleset),
        ("/branches/main/protection", "administration:read", _classic),
        ("/actions/permissions/workflow", "administration:read", _workflow_permissions),
        ("/contents/?(.*)", "contents:read", _contents),
        ("/codeowners/errors", "contents:read", _owners_errors),
        ("/actions/variables", "variables:read", _variables),
        ("/actions/organization-variables", "variables:read", _organization_variables),
        ("/code-scanning/default-setup", "administration:read", _scanning),
        (r"/actions/runs/(\d+)/approvals", "actions:read", _approvals),
        (r"/pulls/(\d+)/reviews", "pull_requests:read", _reviews),
        (r"/pulls/(\d+)/commits", "pull_requests:read", _pull_commits),
        ("/commits/([0-9a-f]{40})", "contents:read", _commit),
        ("/collaborators/([^/]+)/permission", "", _permission),
    ]
    return [Route("GET", re.compile(ours + path), needs, handle) for path, needs, handle in table]


ROUTES = _routes()
