"""A review counts only if main's own workflow made it, for the pull request that was merged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from github.Repository import Repository

from gitops.approval.pull_requests import Unreviewed
from gitops.approval.reviewed import FILE
from gitops.approval.runs import REVIEW, SYNTHESIS
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import zipped
from tests.gitops.approval.merged import (
    FORK,
    GOOD,
    HEAD,
    MAIN,
    MERGE,
    NAME,
    OF_MAIN,
    OTHER,
    SOURCE,
    changes,
    content,
    keep,
    pull_,
    replace_archive,
    verify,
)
from tests.gitops.plans.documents import Document

__all__ = ["pull_"]


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"head_repository": FORK}, "No run of"),
        ({"repository": FORK}, "No run of"),
        ({"path": ".github/workflows/planted.yml"}, "No run of"),
        ({"path": SYNTHESIS}, "No run of"),
        ({"event": "push"}, "No run of"),
        ({"event": "pull_request"}, "No run of"),
        ({"event": "workflow_dispatch"}, "No run of"),
        ({"head_branch": "topic"}, "No run of"),
        ({"conclusion": "failure"}, "did not succeed: failure"),
        ({"conclusion": "cancelled"}, "did not succeed: cancelled"),
        ({"status": "in_progress", "conclusion": None}, "did not succeed: in_progress"),
    ],
)
def test_an_artifact_of_another_run_is_refused(
    fake_github: FakeGitHub, repository: Repository, properties: dict[str, Any], said: str
) -> None:
    keep(fake_github, **properties)

    with pytest.raises(Unreviewed, match=said):
        verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_review_by_a_commit_that_main_does_not_contain_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    """Whoever could push to main and took it back: its workflow is not main's."""
    keep(fake_github, head_sha=OTHER)
    fake_github.store.is_ancestor = lambda base, head: (base, head) == (MAIN, MERGE)

    with pytest.raises(Unreviewed, match="is not part of main"):
        verify(repository)


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize("later", [False, True], ids=["earlier", "later"])
def test_a_forged_review_of_a_branch_does_not_count_beside_the_honest_one(
    fake_github: FakeGitHub, repository: Repository, *, later: bool
) -> None:
    forged = replace(GOOD, run_id=501 if later else 499, change_sets=changes(delay=9))
    keep(fake_github)
    keep(fake_github, forged, head_sha=HEAD, path=SYNTHESIS, event="pull_request",
          head_branch="topic")  # fmt: skip

    assert verify(repository) == []


@pytest.mark.usefixtures("pull")
def test_when_the_honest_review_is_deleted_nothing_takes_its_place(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    """Neither a forged artifact of the name, nor a status, nor the review of an earlier head."""
    honest = keep(fake_github)
    keep(fake_github, replace(GOOD, run_id=501), path=SYNTHESIS, event="pull_request")
    earlier = fake_github.store.add_run(MAIN, REVIEW, **OF_MAIN)
    fake_github.store.add_artifact(
        earlier["id"], NAME.replace(HEAD, OTHER), {FILE: content(replace(GOOD))}
    )
    fake_github.store.statuses[HEAD] = [{"context": "review/dev", "state": "success"}]
    fake_github.store.delete_run(honest)

    with pytest.raises(Unreviewed, match=f"kept a review of {HEAD}"):
        verify(repository)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_review_of_another_pull_request_of_the_same_head_is_refused(
    fake_github: FakeGitHub, repository: Repository, pull: Document, state: str
) -> None:
    """A sibling into another base: its number and base are not those of the merged one."""
    sibling = fake_github.store.add_pull(HEAD, base="next")
    sibling["state"] = state
    fake_github.store.pulls_of_commit[MERGE].append(sibling["number"])
    keep(fake_github, replace(GOOD, source=replace(SOURCE, pull_request=sibling["number"])))

    with pytest.raises(Unreviewed, match=f"reviewed {sibling['number']}, now {pull['number']}"):
        verify(repository)


@pytest.mark.usefixtures("pull")
def test_after_a_new_synthesis_of_the_head_the_review_of_the_old_one_is_outdated(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)
    fake_github.store.runs[SOURCE.run_id]["run_attempt"] = 2

    with pytest.raises(Unreviewed, match="source run_attempt: reviewed 1, now 2"):
        verify(repository)


@pytest.mark.usefixtures("pull")
def test_only_the_last_run_counts(fake_github: FakeGitHub, repository: Repository) -> None:
    keep(fake_github)
    keep(fake_github, replace(GOOD, run_id=501, change_sets=changes(delay=9)))

    with pytest.raises(Unreviewed, match="the value after"):
        verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_run_of_a_fork_does_not_outdo_ours(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)
    keep(fake_github, replace(GOOD, run_id=999), head_repository=FORK, head_branch="main")

    assert verify(repository) == []


def test_a_pull_request_of_a_fork_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    pull = fake_github.store.add_pull(HEAD, fork="mallory/market-pipelines")
    fake_github.store.merge(pull["number"], MERGE)
    keep(fake_github)

    with pytest.raises(Unreviewed, match="came from a fork"):
        verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_commit_of_a_merged_pull_request_is_not_its_merge(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    """A rebased merge puts each commit on main; GitHub lists the pull request for all of them."""
    keep(fake_github)
    store = fake_github.store
    (number,) = store.pulls_of_commit[MERGE]
    store.pulls[number]["merge_commit_sha"] = OTHER

    with pytest.raises(Unreviewed, match="is not the merge of one pull request"):
        verify(repository)


def test_a_commit_without_a_pull_request_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)

    with pytest.raises(Unreviewed, match="is not the merge of one pull request"):
        verify(repository)


def test_a_commit_that_a_pull_request_only_contains_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    pull = fake_github.store.add_pull(HEAD)
    fake_github.store.pulls_of_commit[MERGE] = [pull["number"]]
    keep(fake_github)

    with pytest.raises(Unreviewed, match="is not the merge of one pull request"):
        verify(repository)


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda store, key: store.artifacts.pop(key), "No run of"),
        (
            lambda store, key: store.artifacts[key].update(digest=f"sha256:{'0' * 64}"),
            "has not the digest",
        ),
        (lambda store, key: store.artifacts[key].update(expired=True), "has expired"),
        (lambda store, key: store.artifacts[key].update(name="other"), "No run of"),
        (lambda store, _: store.add_artifact(500, NAME, {}), "has 2 artifacts"),
        (lambda store, key: store.artifacts[key].update(size_in_bytes=10**12), "is invalid"),
        (
            lambda store, key: replace_archive(store, key, b"no zip"),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: replace_archive(store, key, zipped({FILE: b"{}", "more": b""})),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: replace_archive(store, key, zipped({"../x": b"{}"})),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: replace_archive(store, key, zipped({FILE: b"{"})),
            "Cannot read the saved review",
        ),
        (
            lambda store, key: replace_archive(store, key, zipped({FILE: b"[]"})),
            "Cannot read the saved review",
        ),
    ],
)
def test_an_artifact_that_is_not_what_it_should_be_is_refused(
    fake_github: FakeGitHub, repository: Repository, spoil: Callable[[Any, int], Any], said: str
) -> None:
    keep(fake_github)
    spoil(fake_github.store, next(iter(fake_github.store.artifacts)))

    with pytest.raises(Unreviewed, match=said):
        verify(repository)
