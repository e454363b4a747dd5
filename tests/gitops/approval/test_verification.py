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
from gitops.approval.artifacts import digest
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.reviewed import FILE, Reviewed, Source, parsed
from gitops.approval.runs import REVIEW, SYNTHESIS
from gitops.plans.change_set import normalised
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import Store, zipped
from tests.gitops.plans.documents import Document, plan, updated

HEAD, MERGE, OTHER, MAIN = "a" * 40, "b" * 40, "c" * 40, "0" * 40
NAME = f"review-dev-1-{HEAD}"
FORK = {"full_name": "mallory/market-pipelines", "id": 2, "name": "x", "owner": {"login": "x"}}


def _changes(delay: int = 2, before: int = 1) -> dict[str, Any]:
    change = updated("aws_sqs_queue.q", {"delay": before}, {"delay": delay})
    return {"crypto-price-processing": normalised(plan(change))}


SOURCE = Source(pull_request=1, base="main", head_sha=HEAD, run_id=400, run_attempt=1)
GOOD = Reviewed(
    version=2,
    environment="dev",
    change_sets=_changes(),
    synth={"crypto-price-processing": "1" * 64},
    archives={"price-enricher": "2" * 64},
    tools={"terraform": "1.11.4", "cdktf": "0.21.0"},
    run_id=500,
    run_attempt=1,
    head_sha=MAIN,
    tree="d" * 40,
    source=SOURCE,
)
# What the deploy itself plans: by another run, for the merge.
PLANNED = replace(GOOD, run_id=600, head_sha=MERGE, source=Source())
# What makes a run one of main's own workflow that reviews.
OF_MAIN = {"event": "workflow_run", "head_branch": "main"}


def _bytes(reviewed: Reviewed) -> bytes:
    return json.dumps(asdict(reviewed)).encode()


@pytest.fixture(name="pull")
def pull_(fake_github: FakeGitHub) -> Document:
    """A merged pull request, and the run that synthesized it."""
    pull = fake_github.store.add_pull(HEAD)
    fake_github.store.add_run(HEAD, SYNTHESIS, id=SOURCE.run_id)
    fake_github.store.merge(pull["number"], MERGE)
    return pull


def _left(fake_github: FakeGitHub, reviewed: Reviewed = GOOD, **run: Any) -> int:
    """A run that left its review; returns its id."""
    properties = {"id": reviewed.run_id, **OF_MAIN, **run}
    sha, path = properties.pop("head_sha", MAIN), properties.pop("path", REVIEW)
    made = fake_github.store.add_run(sha, path, **properties)
    fake_github.store.add_artifact(made["id"], NAME, {FILE: _bytes(reviewed)})
    return int(made["id"])


def _replace(store: Store, key: int, archive: bytes) -> None:
    """Another archive, of which GitHub names the digest."""
    store.blobs[key] = archive
    store.artifacts[key]["digest"] = digest(archive)


def _verify(repository: Repository, planned: Reviewed = PLANNED) -> list[str]:
    return verification.verify(planned, provenance.find(repository, MERGE, "dev"))


@pytest.mark.usefixtures("pull")
def test_the_reviewed_changes_pass(fake_github: FakeGitHub, repository: Repository) -> None:
    _left(fake_github)

    assert _verify(repository) == []
    assert fake_github.refused == []


@pytest.mark.usefixtures("pull")
def test_reading_is_all_that_the_token_must_be_allowed(fake_github: FakeGitHub) -> None:
    _left(fake_github)
    token = fake_github.token(
        permissions={"actions": "read", "contents": "read", "pull_requests": "read"}
    )

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
        ({"version": 3}, "Cannot read the saved review: version 3, not 2"),
        ({"change_sets": []}, "Cannot read the saved review: change_sets has the wrong type"),
        ({"change_sets": {"a": {"changes": {}}}}, "must have the keys changes and outputs"),
        ({"run_id": "500"}, "Cannot read the saved review: run_id has the wrong type"),
    ],
)
def test_a_tampered_review_is_refused(
    fake_github: FakeGitHub, repository: Repository, tampered: dict[str, Any], said: str
) -> None:
    _left(fake_github)
    key = next(iter(fake_github.store.artifacts))
    _replace(fake_github.store, key, zipped({FILE: _bytes(replace(GOOD, **tampered))}))

    with pytest.raises(Unreviewed, match=said) as refusal:
        _verify(repository)
    assert refusal.value.exit_code == 3


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
    _left(fake_github, **properties)

    with pytest.raises(Unreviewed, match=said):
        _verify(repository)


@pytest.mark.usefixtures("pull")
def test_a_review_by_a_commit_that_main_does_not_contain_is_refused(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    """Whoever could push to main and took it back: its workflow is not main's."""
    _left(fake_github, head_sha=OTHER)
    fake_github.store.is_ancestor = lambda base, head: (base, head) == (MAIN, MERGE)

    with pytest.raises(Unreviewed, match="is not part of main"):
        _verify(repository)


@pytest.mark.usefixtures("pull")
@pytest.mark.parametrize("later", [False, True], ids=["earlier", "later"])
def test_a_forged_review_of_a_branch_does_not_count_beside_the_honest_one(
    fake_github: FakeGitHub, repository: Repository, *, later: bool
) -> None:
    forged = replace(GOOD, run_id=501 if later else 499, change_sets=_changes(delay=9))
    _left(fake_github)
    _left(fake_github, forged, head_sha=HEAD, path=SYNTHESIS, event="pull_request",
          head_branch="topic")  # fmt: skip

    assert _verify(repository) == []


@pytest.mark.usefixtures("pull")
def test_when_the_honest_review_is_deleted_nothing_takes_its_place(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    """Neither a forged artifact of the name, nor a status, nor the review of an earlier head."""
    honest = _left(fake_github)
    _left(fake_github, replace(GOOD, run_id=501), path=SYNTHESIS, event="pull_request")
    earlier = fake_github.store.add_run(MAIN, REVIEW, **OF_MAIN)
    fake_github.store.add_artifact(
        earlier["id"], NAME.replace(HEAD, OTHER), {FILE: _bytes(replace(GOOD))}
    )
    fake_github.store.statuses[HEAD] = [{"context": "review/dev", "state": "success"}]
    fake_github.store.delete_run(honest)

    with pytest.raises(Unreviewed, match=f"kept a review of {HEAD}"):
        _verify(repository)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_review_of_another_pull_request_of_the_same_head_is_refused(
    fake_github: FakeGitHub, repository: Repository, pull: Document, state: str
) -> None:
    """A sibling into another base: its number and base are not those of the merged one."""
    sibling = fake_github.store.add_pull(HEAD, base="next")
    sibling["state"] = state
    fake_github.store.pulls_of_commit[MERGE].append(sibling["number"])
    _left(fake_github, replace(GOOD, source=replace(SOURCE, pull_request=sibling["number"])))

    with pytest.raises(Unreviewed, match=f"reviewed {sibling['number']}, now {pull['number']}"):
        _verify(repository)


@pytest.mark.usefixtures("pull")
def test_after_a_new_synthesis_of_the_head_the_review_of_the_old_one_is_outdated(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    _left(fake_github)
    fake_github.store.runs[SOURCE.run_id]["run_attempt"] = 2

    with pytest.raises(Unreviewed, match="source run_attempt: reviewed 1, now 2"):
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
    _left(fake_github, replace(GOOD, run_id=999), head_repository=FORK, head_branch="main")

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
            lambda store, key: _replace(store, key, b"no zip"),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: _replace(store, key, zipped({FILE: b"{}", "more": b""})),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: _replace(store, key, zipped({"../x": b"{}"})),
            "does not contain only reviewed.json",
        ),
        (
            lambda store, key: _replace(store, key, zipped({FILE: b"{"})),
            "Cannot read the saved review",
        ),
        (
            lambda store, key: _replace(store, key, zipped({FILE: b"[]"})),
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
    found = provenance.find(repository, MERGE, "dev")

    assert verification.verify(rest, found, rest=True) == []
    with pytest.raises(Unreviewed, match="no change now"):
        verification.verify(rest, found)
    with pytest.raises(Unreviewed, match="the value after"):
        verification.verify(replace(rest, change_sets=_changes(delay=9)), found, rest=True)


def test_what_is_saved_is_read_back() -> None:
    assert parsed(_bytes(GOOD)) == GOOD
