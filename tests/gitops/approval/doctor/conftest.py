"""A repository whose settings are all as they should be; a test changes one."""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from gitops.adapters.github_client import connect
from gitops.approval import doctor, setting
from gitops.approval.doctor import environments, subject, workflows
from gitops.approval.doctor.api import Api
from gitops.approval.doctor.rows import Row
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import EVERYTHING

ADMINISTRATOR = {
    **EVERYTHING, "administration": "write", "environments": "read", "variables": "read",
}  # fmt: skip
PULL_REQUEST = """
on: {pull_request: }
jobs:
  check:
    runs-on: ubuntu-24.04
    steps: [{run: make test}]
  plan:
    if: vars.PLAN_ROLE_ARN != ''
    environment: ephemeral
    steps: [{run: gitops review status --suffix prod}]
"""
DEPLOY = """
on: {push: }
jobs:
  approve-prod:
    environment: {name: approve-prod, deployment: false}
  approve-plan-prod:
    environment:
      name: approve-plan-prod
      deployment: false
  prod:
    environment: prod
    steps:
      - run: true ${{ vars.DEPLOY_ROLE_ARN }}
"""
CONTEXTS = ("check", "review/prod")
Ask = Callable[..., dict[str, Row]]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workflows and settings of a repository that protects prod only."""
    (tmp_path / "pull-request.yml").write_text(PULL_REQUEST)
    (tmp_path / "deploy.yml").write_text(DEPLOY)
    monkeypatch.setattr(workflows, "FOLDER", tmp_path)
    monkeypatch.setattr(environments, "is_protected", lambda name: name == "prod")
    set_approval(monkeypatch, {"prod": "environment"})


def set_approval(monkeypatch: pytest.MonkeyPatch, approvals: dict[str, str]) -> None:
    """Let [tool.gitops.approval] say this."""
    monkeypatch.setattr(setting, "project", lambda: SimpleNamespace(approvals=approvals))


@pytest.fixture
def github(fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """Every setting is as it should be."""
    about = fake_github.store.protection
    about.add_environment("prod")
    for name in ("approve-prod", "approve-plan-prod"):
        about.add_environment(name, reviewers=["mara"])
    about.add_ruleset(CONTEXTS)
    about.files[".github/CODEOWNERS"] = "# Who\n* @acme/platform\n"
    about.workflow_permissions = {
        "default_workflow_permissions": "read",
        "can_approve_pull_request_reviews": False,
    }
    about.variables = {"PLAN_ROLE_ARN": "arn:1", "DEPLOY_ROLE_ARN": "arn:2"}
    about.code_scanning = {"state": "configured", "languages": ["python"]}
    trusted = {"deploy": ["repo:acme/market-pipelines:environment:prod"]}
    monkeypatch.setattr(subject, "trusted", lambda: trusted)
    return fake_github


@pytest.fixture
def ask(github: FakeGitHub) -> Ask:
    """The rows by what they are about, as a token with these permissions reads them."""

    def rows(permissions: dict[str, str] | None = None) -> dict[str, Row]:
        token = github.token("mara", ADMINISTRATOR if permissions is None else permissions)
        repository = connect(github.environ(token))
        found = doctor.examine(Api(repository, github.store.name))
        assert len({each.what for each in found}) == len(found)
        return {each.what: each for each in found}

    return rows


def not_ok(rows: dict[str, Row]) -> dict[str, str]:
    """What is not as it should be, with its state."""
    return {what: str(each.state) for what, each in rows.items() if each.state != "ok"}


def states(whats: Iterable[str], state: str) -> dict[str, str]:
    """The same state for each."""
    return dict.fromkeys(whats, state)
