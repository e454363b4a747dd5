"""A deployment needs an approval of somebody else, and GitHub's records prove it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from gitops.adapters.errors import Failure, Refusal
from gitops.approval import approvals, setting
from gitops.approval.approvals import Unapproved
from tests.fake_github.protection import person
from tests.fake_github.server import FakeGitHub

HEAD, OLDER, MERGE, PUSHED = "a" * 40, "c" * 40, "b" * 40, "d" * 40
DEPLOY = ".github/workflows/deploy.yml"
TOKEN = {"actions": "read", "contents": "read", "pull_requests": "read"}
BEFORE, AFTER = "2025-12-31T23:59:59Z", "2026-01-01T00:00:01Z"


class Merged:
    """A pull request of `dev` with a commit of `helper`, merged, and the run that deploys it."""

    def __init__(self, fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = fake_github.store
        self.about = fake_github.store.protection
        self.number = self.store.add_pull(HEAD, login="dev")["number"]
        self.about.commits[self.number] = [
            commit_of(OLDER, "dev"), commit_of(HEAD, "helper"), {"sha": HEAD, "author": None,
                                                                "committer": person("web-flow")},
        ]  # fmt: skip
        self.about.permissions = dict.fromkeys(("mara", "dev", "helper", "robot[bot]"), "write")
        self.store.merge(self.number, MERGE)
        self.run = self.store.add_run(MERGE, DEPLOY, event="push")["id"]
        self.environ = {
            **fake_github.environ(fake_github.token(permissions=TOKEN)),
            "GITHUB_RUN_ID": str(self.run),
            "GITHUB_SHA": MERGE,
        }
        self.setting("environment")
        self._monkeypatch = monkeypatch

    def setting(self, approval: str) -> None:
        self.approvals = {"prod": approval}

    def require(self, *, unreviewed: bool = False, **environ: str) -> str:
        project = SimpleNamespace(approvals=self.approvals)
        self._monkeypatch.setattr(setting, "project", lambda: project)
        return approvals.require("prod", {**self.environ, **environ}, unreviewed=unreviewed)


def commit_of(sha: str, login: str) -> dict[str, Any]:
    return {"sha": sha, "author": person(login), "committer": person(login)}


@pytest.fixture(name="merged")
def merged_(fake_github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> Merged:
    return Merged(fake_github, monkeypatch)


def test_an_approval_of_this_run_by_somebody_else_passes(merged: Merged) -> None:
    merged.about.approve(merged.run, "approve-prod", "dev")
    merged.about.approve(merged.run, "Approve-Prod", "mara")

    assert merged.require() == "approved by mara"


@pytest.mark.parametrize(
    ("environment", "login", "state"),
    [
        ("approve-prod", "dev", "approved"),
        ("approve-prod", "DEV", "approved"),
        ("approve-prod", "helper", "approved"),
        ("approve-prod", "robot[bot]", "approved"),
        ("approve-prod", "mara", "rejected"),
        ("approve-prod", "mara", "pending"),
        ("approve-plan-prod", "mara", "approved"),
        ("approve-dev", "mara", "approved"),
        ("prod", "mara", "approved"),
    ],
)
def test_no_other_entry_is_an_approval(
    merged: Merged, environment: str, login: str, state: str
) -> None:
    merged.about.approve(merged.run, environment, login, state)

    with pytest.raises(Unapproved, match="approved run"):
        merged.require()


def test_an_environment_without_rules_leaves_no_approval(merged: Merged) -> None:
    with pytest.raises(Unapproved, match=r"Nobody approved run .* approve-prod.* gitops doctor"):
        merged.require()


def test_an_approval_of_another_run_does_not_count(merged: Merged) -> None:
    other = merged.store.add_run(MERGE, DEPLOY, event="push")["id"]
    merged.about.approve(other, "approve-prod", "mara")

    with pytest.raises(Unapproved):
        merged.require()


def test_a_push_without_a_pull_request_is_approved_by_neither_author_nor_pusher(
    merged: Merged,
) -> None:
    merged.about.authors[PUSHED] = "dev"
    for login in ("dev", "octocat"):
        merged.about.approve(merged.run, "approve-prod", login)
    with pytest.raises(Unapproved, match="Only who wrote"):
        merged.require(GITHUB_SHA=PUSHED)

    merged.about.approve(merged.run, "approve-prod", "mara")
    assert merged.require(GITHUB_SHA=PUSHED) == "approved by mara"


def test_a_plan_that_nobody_reviewed_needs_an_approval_of_its_own(merged: Merged) -> None:
    merged.about.approve(merged.run, "approve-prod", "mara")
    with pytest.raises(Unapproved, match="approve-plan-prod"):
        merged.require(unreviewed=True)

    merged.about.approve(merged.run, "approve-plan-prod", "mara")
    assert merged.require(unreviewed=True) == "approved by mara"
    # What a later attempt plans is not what was approved.
    with pytest.raises(Unapproved, match="Attempt 2"):
        merged.require(unreviewed=True, GITHUB_RUN_ATTEMPT="2")


def test_without_required_approvals_a_plan_that_nobody_reviewed_still_needs_one(
    merged: Merged,
) -> None:
    merged.setting("none")

    assert merged.require() == "no approval is required"
    with pytest.raises(Unapproved, match="approve-plan-prod"):
        merged.require(unreviewed=True)


def test_a_review_of_the_last_commit_by_somebody_else_passes(merged: Merged) -> None:
    merged.setting("review")
    merged.about.review(merged.number, "mara", OLDER, state="CHANGES_REQUESTED")
    merged.about.review(merged.number, "mara", HEAD)
    merged.about.review(merged.number, "mara", HEAD, state="COMMENTED")

    assert merged.require() == "reviewed by mara"


def test_all_pages_of_reviews_are_read(merged: Merged) -> None:
    merged.setting("review")
    for _ in range(130):
        merged.about.review(merged.number, "other", HEAD, state="COMMENTED")
    merged.about.review(merged.number, "mara", HEAD)

    assert merged.require() == "reviewed by mara"


def _reviews(*logins: str, sha: str = HEAD, **properties: Any) -> Callable[[Merged], None]:
    def write(merged: Merged) -> None:
        for login in logins:
            merged.about.review(merged.number, login, sha, **properties)

    return write


def _withdrawn(merged: Merged) -> None:
    merged.about.review(merged.number, "mara", HEAD)
    merged.about.review(merged.number, "mara", HEAD, state="CHANGES_REQUESTED")


def _reader(merged: Merged) -> None:
    merged.about.permissions["mara"] = "read"
    merged.about.review(merged.number, "mara", HEAD, author_association="OWNER")


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(_reviews(), id="none"),
        pytest.param(_reviews("mara", sha=OLDER), id="an older commit"),
        pytest.param(_reviews("mara", commit_id=None), id="a commit that is gone"),
        pytest.param(_reviews("dev", "helper"), id="its authors"),
        pytest.param(_reviews("robot[bot]"), id="a bot"),
        pytest.param(_reviews("mara", state="DISMISSED"), id="dismissed"),
        pytest.param(_reviews("mara", state="COMMENTED"), id="a comment"),
        pytest.param(_reviews("mara", submitted_at=AFTER), id="after the merge"),
        pytest.param(_reviews("mara", user=None), id="a deleted account"),
        pytest.param(_withdrawn, id="withdrawn"),
        pytest.param(_reader, id="without write access"),
    ],
)
def test_no_other_review_is_an_approval(merged: Merged, write: Callable[[Merged], None]) -> None:
    merged.setting("review")
    write(merged)
    # Nor does an approval of the run, where a review is asked for.
    merged.about.approve(merged.run, "approve-prod", "mara")

    with pytest.raises(Unapproved, match="Nobody with write access, but its authors"):
        merged.require()


def test_a_push_has_no_review(merged: Merged) -> None:
    merged.setting("review")

    with pytest.raises(Unapproved, match="is not the merge of one pull request"):
        merged.require(GITHUB_SHA=PUSHED)


def test_where_reviews_approve_nothing_else_can(merged: Merged) -> None:
    merged.setting("review")
    merged.about.review(merged.number, "mara", HEAD)
    merged.about.approve(merged.run, "approve-plan-prod", "mara")

    with pytest.raises(Unapproved, match="Open a new pull request"):
        merged.require(unreviewed=True)


@pytest.mark.parametrize("found", [{}, {"prod": "maybe"}, {"prod": True}, {"dev": "none"}])
def test_a_missing_setting_is_refused(merged: Merged, found: dict[str, Any]) -> None:
    merged.approvals = found

    with pytest.raises(
        Refusal, match=r"prod .* in \[tool.gitops.approval\]. Set it to environment"
    ):
        merged.require()


def test_authors_that_github_does_not_list_are_an_error(merged: Merged) -> None:
    merged.about.commits[merged.number] = [commit_of(HEAD, "dev")] * 250
    merged.about.approve(merged.run, "approve-prod", "mara")

    with pytest.raises(Failure, match="250 commits or more"):
        merged.require()


def test_outside_of_a_run_nothing_can_be_proved(merged: Merged) -> None:
    with pytest.raises(Refusal, match="Only a workflow run"):
        merged.require(GITHUB_RUN_ID="")


@pytest.mark.parametrize("missing", TOKEN)
def test_what_the_job_may_not_read_is_no_approval(
    merged: Merged, fake_github: FakeGitHub, missing: str
) -> None:
    merged.about.approve(merged.run, "approve-prod", "mara")
    less = {name: access for name, access in TOKEN.items() if name != missing}
    token = fake_github.token(permissions=less)
    if missing == "contents":
        # Only the author of a push is read with it.
        assert merged.require(GITHUB_TOKEN=token) == "approved by mara"
        return
    with pytest.raises(Failure, match="403 Resource not accessible"):
        merged.require(GITHUB_TOKEN=token)
