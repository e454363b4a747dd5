"""A merged pull request, the run of main that reviewed it, and what that run kept."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from github.Repository import Repository

from gitops.approval import provenance, verification
from gitops.approval.artifacts import digest
from gitops.approval.reviewed import FILE, Reviewed, ReviewedHead
from gitops.approval.runs import REVIEW, SYNTHESIS
from gitops.plans.change_set import normalised
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import Store
from tests.gitops.plans.documents import Document, plan, updated

HEAD, MERGE, OTHER, MAIN = "a" * 40, "b" * 40, "c" * 40, "0" * 40
NAME = f"review-dev-1-{HEAD}"
FORK = {"full_name": "mallory/market-pipelines", "id": 2, "name": "x", "owner": {"login": "x"}}


def changes(delay: int = 2, before: int = 1) -> dict[str, Any]:
    change = updated("aws_sqs_queue.q", {"delay": before}, {"delay": delay})
    return {"crypto-price-processing": normalised(plan(change))}


SOURCE = ReviewedHead(pull_request=1, base="main", head_sha=HEAD, run_id=400, run_attempt=1)
GOOD = Reviewed(
    version=3,
    environment="dev",
    change_sets=changes(),
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
PLANNED = replace(GOOD, run_id=600, head_sha=MERGE, source=ReviewedHead())
# What makes a run one of main's own workflow that reviews.
OF_MAIN = {"event": "workflow_run", "head_branch": "main"}


def content(reviewed: Reviewed) -> bytes:
    return json.dumps(asdict(reviewed)).encode()


@pytest.fixture(name="pull")
def pull_(fake_github: FakeGitHub) -> Document:
    """A merged pull request, and the run that synthesized it."""
    pull = fake_github.store.add_pull(HEAD)
    fake_github.store.add_run(HEAD, SYNTHESIS, id=SOURCE.run_id)
    fake_github.store.merge(pull["number"], MERGE)
    return pull


def keep(fake_github: FakeGitHub, reviewed: Reviewed = GOOD, **run: Any) -> int:
    """A run that left its review; returns its id."""
    properties = {"id": reviewed.run_id, **OF_MAIN, **run}
    sha, path = properties.pop("head_sha", MAIN), properties.pop("path", REVIEW)
    made = fake_github.store.add_run(sha, path, **properties)
    fake_github.store.add_artifact(made["id"], NAME, {FILE: content(reviewed)})
    return int(made["id"])


def replace_archive(store: Store, key: int, archive: bytes) -> None:
    """Another archive, of which GitHub names the digest."""
    store.blobs[key] = archive
    store.artifacts[key]["digest"] = digest(archive)


def verify(repository: Repository, planned: Reviewed = PLANNED) -> list[str]:
    return verification.verify(planned, provenance.find(repository, MERGE, "dev"))
