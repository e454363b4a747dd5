"""Nothing is applied but what was reviewed: whatever else comes, from wherever, is refused."""

from dataclasses import replace
from typing import Any

import pytest
from github.Repository import Repository

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import connect
from gitops.approval import provenance, verification
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.reviewed import FILE, parsed
from gitops.plans.change_set import normalised
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import zipped
from tests.gitops.approval.merged import (
    GOOD,
    MERGE,
    OTHER,
    PLANNED,
    SOURCE,
    changes,
    content,
    keep,
    pull_,
    replace_archive,
    verify,
)
from tests.gitops.plans.documents import plan

__all__ = ["pull_"]


@pytest.mark.usefixtures("pull")
def test_the_reviewed_changes_pass(fake_github: FakeGitHub, repository: Repository) -> None:
    keep(fake_github)

    assert verify(repository) == []
    assert fake_github.refused == []


@pytest.mark.usefixtures("pull")
def test_reading_is_all_that_the_token_must_be_allowed(fake_github: FakeGitHub) -> None:
    keep(fake_github)
    token = fake_github.token(
        permissions={"actions": "read", "contents": "read", "pull_requests": "read"}
    )

    assert verify(connect(fake_github.environ(token))) == []


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        ({"change_sets": changes(delay=3)}, r"the value after \(delay\)"),
        ({"change_sets": changes(before=0)}, r"the value before \(delay\)"),
        ({"change_sets": {}}, "crypto-price-processing: not reviewed"),
        ({"run_id": 499}, "run: reviewed 499, now 500"),
        ({"run_attempt": 2}, "attempt: reviewed 2, last on GitHub 1"),
        ({"run_attempt": 0}, "attempt: reviewed 0"),
        ({"source": replace(SOURCE, pull_request=2)}, "source pull_request: reviewed 2, now 1"),
        ({"source": replace(SOURCE, base="next")}, "source base: reviewed next, now main"),
        ({"source": replace(SOURCE, head_sha=OTHER)}, f"source head_sha: reviewed {OTHER}"),
        ({"source": replace(SOURCE, run_attempt=2)}, "source run_attempt: reviewed 2, now 1"),
        ({"source": replace(SOURCE, run_id=399)}, "Run 399 does not exist"),
        ({"source": replace(SOURCE, run_id=500)}, "Run 500 is no successful run of"),
        ({"tools": {**GOOD.tools, "terraform": "1.12.0"}}, "tool terraform: reviewed 1.12.0"),
        ({"tools": {"terraform": "1.11.4"}}, "tool cdktf: reviewed None, now 0.21.0"),
        ({"environment": "prod"}, "environment: reviewed prod, now dev"),
        ({"synth": {"crypto-price-processing": "9" * 64}}, "synthesized crypto-price-processing"),
        ({"archives": {"price-enricher": "9" * 64}}, "archive price-enricher"),
        ({"version": 2}, "Cannot read the saved review: version 2, not 3"),
        ({"change_sets": []}, "Cannot read the saved review: change_sets has the wrong type"),
        ({"change_sets": {"a": {"changes": {}}}}, "must have the keys changes and outputs"),
        ({"run_id": "500"}, "Cannot read the saved review: run_id has the wrong type"),
    ],
)
def test_a_tampered_review_is_refused(
    fake_github: FakeGitHub, repository: Repository, tampered: dict[str, Any], said: str
) -> None:
    keep(fake_github)
    key = next(iter(fake_github.store.artifacts))
    replace_archive(fake_github.store, key, zipped({FILE: content(replace(GOOD, **tampered))}))

    with pytest.raises(Unreviewed, match=said) as refusal:
        verify(repository)
    assert refusal.value.exit_code == 3


@pytest.mark.usefixtures("pull")
def test_a_stale_state_is_refused(fake_github: FakeGitHub, repository: Repository) -> None:
    """Somebody applied something to the same queue after the review."""
    keep(fake_github)

    with pytest.raises(Unreviewed, match=r"the value before \(delay\)"):
        verify(repository, replace(PLANNED, change_sets=changes(before=7)))


@pytest.mark.usefixtures("pull")
def test_the_second_of_two_merges_passes_if_its_changes_are_still_the_reviewed(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)
    moved = replace(PLANNED, tree="e" * 40, synth={"crypto-price-processing": "3" * 64})

    assert verify(repository, moved) == [
        "main has new commits since the review; the changes equal the reviewed changes"
    ]


@pytest.mark.usefixtures("pull")
def test_the_second_of_two_merges_stops_if_it_would_do_something_else(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)
    moved = replace(PLANNED, tree="e" * 40, change_sets=changes(delay=5))

    with pytest.raises(
        Unreviewed, match="the plan of pull request 1:\n  crypto-price-processing: aws"
    ):
        verify(repository, moved)


@pytest.mark.usefixtures("pull")
def test_a_missing_permission_is_an_error_and_no_verdict(fake_github: FakeGitHub) -> None:
    keep(fake_github)
    token = fake_github.token(permissions={"pull_requests": "read"})

    with pytest.raises(Failure, match="403") as failure:
        verify(connect(fake_github.environ(token)))
    assert failure.value.exit_code == 1


def test_what_was_kept_for_an_approval_passes() -> None:
    verification.verify_approved(PLANNED, content(PLANNED))


@pytest.mark.parametrize(
    "change",
    [
        {"change_sets": changes(delay=9)},
        {"run_id": 601},
        {"head_sha": OTHER},
        {"tools": {}},
        {"environment": "prod"},
        {"synth": {}},
    ],
)
def test_anything_else_than_what_was_approved_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Unreviewed, match="differs from the approved plan"):
        verification.verify_approved(replace(PLANNED, **change), content(PLANNED))


@pytest.mark.usefixtures("pull")
def test_the_rest_of_a_failed_apply_passes_when_it_is_resumed(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    keep(fake_github)
    rest = replace(PLANNED, change_sets={"crypto-price-processing": normalised(plan())})
    found = provenance.find(repository, MERGE, "dev")

    assert verification.verify(rest, found, rest=True) == []
    with pytest.raises(Unreviewed, match="no change now"):
        verification.verify(rest, found)
    with pytest.raises(Unreviewed, match="the value after"):
        verification.verify(replace(rest, change_sets=changes(delay=9)), found, rest=True)


def test_what_is_saved_is_read_back() -> None:
    assert parsed(content(GOOD)) == GOOD
