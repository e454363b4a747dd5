"""Nothing is applied but what was reviewed: whatever else comes, from wherever, is refused."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from github.Repository import Repository

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import connect
from gitops.approval import provenance, verification
from gitops.approval.provenance import WORKFLOW, Unreviewed
from gitops.approval.reviewed import FILE, Reviewed, parsed
from gitops.plans.change_set import normalised
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import zipped
from tests.gitops.plans.documents import Document, plan, updated

HEAD, MERGE, OTHER = "a" * 40, "b" * 40, "c" * 40
NAME = "reviewed-dev"
FORK = {"full_name": "mallory/market-pipelines", "id": 2, "name": "x", "owner": {"login": "x"}}


def _changes(delay: int = 2, before: int = 1) -> dict[str, Any]:
    change = updated("aws_sqs_queue.q", {"delay": before}, {"delay": delay})
    return {"crypto-price-processing": normalised(plan(change))}


GOOD = Reviewed(
    version=1,
    environment="dev",
    change_sets=_changes(),
    synth={"crypto-price-processing": "1" * 64},
    archives={"price-enricher": "2" * 64},
    tools={"terraform": "1.11.4", "cdktf": "0.21.0"},
    run_id=500,
    run_attempt=1,
    head_sha=HEAD,
    tree="d" * 40,
)
# What the deploy itself plans: by another run, for the merge.
PLANNED = replace(GOOD, run_id=600, head_sha=MERGE)


def _bytes(reviewed: Reviewed) -> bytes:
    return json.dumps(asdict(reviewed)).encode()


@pytest.fixture(name="pull")
def pull_(fake_github: FakeGitHub) -> Document:
    """A merged pull request."""
    pull = fake_github.store.add_pull(HEAD)
    fake_github.store.merge(pull["number"], MERGE)
    return pull


def _left(fake_github: FakeGitHub, reviewed: Reviewed = GOOD, **run: Any) -> int:
    """A run that left its review; returns its id."""
    properties = {"id": reviewed.run_id, **run}
    sha, path = properties.pop("head_sha", HEAD), properties.pop("path", WORKFLOW)
    made = fake_github.store.add_run(sha, path, **properties)
    fake_github.store.add_artifact(made["id"], NAME, {FILE: _bytes(reviewed)})
    return int(made["id"])


def _verify(repository: Repository, planned: Reviewed = PLANNED) -> list[str]:
    return verification.verify(planned, provenance.find(repository, MERGE, NAME))


@pytest.mark.usefixtures("pull")
def test_the_reviewed_changes_pass(fake_github: FakeGitHub, repository: Repository) -> None:
    _left(fake_github)

    assert _verify(repository) == []
    assert fake_github.refused == []


@pytest.mark.usefixtures("pull")
def test_reading_is_all_that_the_token_must_be_allowed(fake_github: FakeGitHub) -> None:
    _left(fake_github)
    token = fake_github.token(permissions={"actions": "read", "pull_requests": "read"})

    assert _verify(connect(fake_github.environ(token))) == []


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        ({"change_sets": _changes(delay=3)}, r"the value after \(delay\)"),
        ({"change_sets": _changes(before=0)}, r"the value before \(delay\)"),
        ({"change_sets": {}}, "crypto-price-processing: not reviewed"),
        ({"run_id": 499}, "run: reviewed 499, now 500"),
        ({"run_attempt": 2}, "attempt: reviewed 2, last on GitHub 1"),
        ({"run_attempt": 0}, "attempt: reviewed 0"),
        ({"head_sha": OTHER}, f"head: reviewed {OTHER}"),
        ({"tools": {**GOOD.tools, "terraform": "1.12.0"}}, "tool terraform: reviewed 1.12.0"),
        ({"tools": {"terraform": "1.11.4"}}, "tool cdktf: reviewed None, now 0.21.0"),
        ({"environment": "prod"}, "environment: reviewed prod, now dev"),
        ({"synth": {"crypto-price-processing": "9" * 64}}, "synthesized crypto-price-processing"),
        ({"archives": {"price-enricher": "9" * 64}}, "archive price-enricher"),
        ({"version": 2}, "Cannot read the saved review: version 2, not 1"),
        ({"change_sets": []}, "Cannot read the saved review: change_sets has the wrong type"),
        ({"change_sets": {"a": {"changes": {}}}}, "must have the keys changes and outputs"),
        ({"run_id": "500"}, "Cannot read the saved review: run_id has the wrong type"),
    ],
)
def test_a_tampered_review_is_refused(
    fake_github: FakeGitHub, repository: Repository, tampered: dict[str, Any], said: str
) -> None:
    _left(fake_github)
    artifact = next(iter(fake_github.store.artifacts))
    fake_github.store.blobs[artifact] = zipped({FILE: _bytes(replace(GOOD, **tampered))})

    with pytest.raises(Unreviewed, match=said) as refusal:
        _verify(repository)
    assert refusal.value.exit_code == 3


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"head_repository": FORK}, "No run of"),
        ({"repository": FORK}, "No run of"),
        ({"head_sha": OTHER}, "No run of"),
        ({"path": ".github/workflows/planted.yml"}, "No run of"),
        ({"event": "push"}, "No run of"),
        ({"event": "workflow_dispatch"}, "No run of"),
        ({"conclusion": "failure"}, "did not succeed: failure"),
        ({"conclusion": "cancelled"}, "did not succeed: cancelled"),
        ({"status": "in_progress", "conclusion": None}, "did not succeed: in_progress"),
    ],
)
def test_an_artifact_of_another_run_is_refused(
    fake_github: FakeGitHub, repository: Repository, properties: dict[str, Any], said: str
) -> None:
    _left(fake_github, **properties)

    with pytest.raises(Unreviewed, match=said):
        _verify(repository)


@pytest.mark.usefixtures("pull")
def test_only_the_last_run_counts(fake_github: FakeGitHub, repository: Repository) -> None:
    _left(fake_github)
    _left(fake_github, replace(GOOD, run_id=501, change_sets=_changes(delay=9)))

    with pytest.raises(Unreviewed, match="the value after"):
        _verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_run_of_a_fork_does_not_outdo_ours(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)
    _left(fake_github, replace(GOOD, run_id=999), head_repository=FORK)

    assert _verify(repository) == []


def test_a_pull_request_of_a_fork_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    pull = fake_github.store.add_pull(HEAD, fork="mallory/market-pipelines")
    fake_github.store.merge(pull["number"], MERGE)
    _left(fake_github)

    with pytest.raises(Unreviewed, match="came from a fork"):
        _verify(repository)


def test_a_commit_without_a_pull_request_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)

    with pytest.raises(Unreviewed, match="is not the merge of one pull request"):
        _verify(repository)


def test_a_commit_that_a_pull_request_only_contains_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    pull = fake_github.store.add_pull(HEAD)
    fake_github.store.pulls_of_commit[MERGE] = [pull["number"]]
    _left(fake_github)

    with pytest.raises(Unreviewed, match="is not the merge of one pull request"):
        _verify(repository)


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda store, key: store.artifacts.pop(key), "has 0 artifacts"),
        (lambda store, key: store.artifacts[key].update(expired=True), "has expired"),
        (lambda store, key: store.artifacts[key].update(name="other"), "has 0 artifacts"),
        (lambda store, _: store.add_artifact(500, NAME, {}), "has 2 artifacts"),
        (lambda store, key: store.artifacts[key].update(size_in_bytes=10**12), "is invalid"),
        (
            lambda store, key: store.blobs.update({key: b"no zip"}),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: store.blobs.update({key: zipped({FILE: b"{}", "more": b""})}),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: store.blobs.update({key: zipped({"../x": b"{}"})}),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: store.blobs.update({key: zipped({FILE: b"{"})}),
            "Cannot read the saved review",
        ),
        (
            lambda store, key: store.blobs.update({key: zipped({FILE: b"[]"})}),
            "Cannot read the saved review",
        ),
    ],
)
def test_an_artifact_that_is_not_what_it_should_be_is_refused(
    fake_github: FakeGitHub, repository: Repository, spoil: Callable[[Any, int], Any], said: str
) -> None:
    _left(fake_github)
    spoil(fake_github.store, next(iter(fake_github.store.artifacts)))

    with pytest.raises(Unreviewed, match=said):
        _verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_stale_state_is_refused(fake_github: FakeGitHub, repository: Repository) -> None:
    """Somebody applied something to the same queue after the review."""
    _left(fake_github)

    with pytest.raises(Unreviewed, match=r"the value before \(delay\)"):
        _verify(repository, replace(PLANNED, change_sets=_changes(before=7)))


@pytest.mark.usefixtures("pull")
def test_the_second_of_two_merges_passes_if_its_changes_are_still_the_reviewed(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)
    moved = replace(PLANNED, tree="e" * 40, synth={"crypto-price-processing": "3" * 64})

    assert _verify(repository, moved) == [
        "main has new commits since the review; the changes equal the reviewed changes"
    ]


@pytest.mark.usefixtures("pull")
def test_the_second_of_two_merges_stops_if_it_would_do_something_else(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)
    moved = replace(PLANNED, tree="e" * 40, change_sets=_changes(delay=5))

    with pytest.raises(
        Unreviewed, match="the plan of pull request 1:\n  crypto-price-processing: aws"
    ):
        _verify(repository, moved)


@pytest.mark.usefixtures("pull")
def test_a_missing_permission_is_an_error_and_no_verdict(fake_github: FakeGitHub) -> None:
    _left(fake_github)
    token = fake_github.token(permissions={"pull_requests": "read"})

    with pytest.raises(Failure, match="403") as failure:
        _verify(connect(fake_github.environ(token)))
    assert failure.value.exit_code == 1


def test_what_was_kept_for_an_approval_passes() -> None:
    verification.verify_approved(PLANNED, _bytes(PLANNED))


@pytest.mark.parametrize(
    "change",
    [
        {"change_sets": _changes(delay=9)},
        {"run_id": 601},
        {"head_sha": OTHER},
        {"tools": {}},
        {"environment": "prod"},
        {"synth": {}},
    ],
)
def test_anything_else_than_what_was_approved_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Unreviewed, match="differs from the approved plan"):
        verification.verify_approved(replace(PLANNED, **change), _bytes(PLANNED))


@pytest.mark.usefixtures("pull")
def test_the_rest_of_a_failed_apply_passes_when_it_is_resumed(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)
    rest = replace(PLANNED, change_sets={"crypto-price-processing": normalised(plan())})
    found = provenance.find(repository, MERGE, NAME)

    assert verification.verify(rest, found, rest=True) == []
    with pytest.raises(Unreviewed, match="no change now"):
        verification.verify(rest, found)
    with pytest.raises(Unreviewed, match="the value after"):
        verification.verify(replace(rest, change_sets=_changes(delay=9)), found, rest=True)


def test_what_is_saved_is_read_back() -> None:
    assert parsed(_bytes(GOOD)) == GOOD
