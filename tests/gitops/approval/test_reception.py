"""A review takes in exactly what the proven run of a pull request uploaded, as admitted data."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from github.Repository import Repository

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import connect
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import allowances, reception, reviews
from gitops.approval.pull_requests import Superseded, Unreviewed
from gitops.approval.received import Received
from gitops.approval.reception import Trigger
from gitops.approval.reviewed import ReviewedHead
from gitops.approval.runs import SYNTHESIS
from gitops.compliance import report_files
from policies.gate import synthesis
from tests.fake_github.server import FakeGitHub
from tests.fake_github.store import repository as repository_document

HEAD, OTHER, RUN = "a" * 40, "c" * 40, 400
FORK = "mallory/market-pipelines"
BUCKET = "octo-states"
TESTS = b'<testsuite><testcase name="one"/></testsuite>'
STACK = "crypto-price-processing"
DOCUMENT = f"stacks/{STACK}/cdk.tf.json"


@pytest.fixture(scope="module", name="synthesized")
def synthesized_(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a pull request's run uploads of dev."""
    folder = tmp_path_factory.mktemp("synth")
    synthesis.synthesize(folder, environ={**_environ(), "ENVIRONMENT_SUFFIX": "dev"})
    files = (path for path in folder.rglob("*") if path.is_file())
    names = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    return {name: content for name, content in names.items() if not name.startswith(".")}


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "STATE_BUCKET"}


@pytest.fixture(name="uploaded", autouse=True)
def uploaded_(
    build: object, fake_github: FakeGitHub, synthesized: dict[str, bytes]
) -> Iterator[FakeGitHub]:
    """An open pull request, and the run that synthesized its head."""
    assert str(build) in str(EnvironmentPaths("dev").home)
    fake_github.store.add_pull(HEAD)
    fake_github.store.add_run(HEAD, SYNTHESIS, id=RUN)
    fake_github.store.add_artifact(RUN, "synth-dev-1", synthesized)
    fake_github.store.add_artifact(RUN, "integration", {"pr-1/integration.xml": TESTS})
    yield fake_github
    assert fake_github.refused == []


def _receive(repository: Repository, attempt: int = 1) -> Received:
    return reception.receive(repository, Trigger(RUN, attempt), ["dev"], BUCKET)


def test_what_was_uploaded_is_written_anew_for_the_states_of_main(repository: Repository) -> None:
    received = _receive(repository)

    assert received.source == ReviewedHead(1, "main", HEAD, RUN, 1)
    assert (received.failed, received.unplanned, received.refused) == (False, "", {})
    document = json.loads((EnvironmentPaths("dev").synth / DOCUMENT).read_bytes())
    assert document["terraform"]["backend"]["s3"]["bucket"] == BUCKET
    assert (EnvironmentPaths("pr-1").home / "integration.xml").read_bytes() == TESTS


def test_what_main_does_not_admit_is_listed_and_not_written(
    uploaded: FakeGitHub, repository: Repository, synthesized: dict[str, bytes]
) -> None:
    document = json.loads(synthesized[DOCUMENT])
    document["locals"] = {"x": '${file("/proc/self/environ")}'}
    _upload(uploaded, {**synthesized, DOCUMENT: json.dumps(document).encode()})

    received = _receive(repository)

    assert "locals" in " ".join(received.refused["dev"])
    assert not EnvironmentPaths("dev").synth.exists()


def test_the_synthesis_of_another_environment_is_listed(
    uploaded: FakeGitHub, repository: Repository, synthesized: dict[str, bytes]
) -> None:
    _upload(uploaded, {
        name: content.replace(b"crypto-prices-dev", b"crypto-prices-prod")
        for name, content in synthesized.items()
    })  # fmt: skip

    assert "is not of environment dev" in " ".join(_receive(repository).refused["dev"])


def test_a_finding_of_mains_policies_is_allowed_only_by_a_guard_that_a_passing_run_changes(
    uploaded: FakeGitHub, repository: Repository, synthesized: dict[str, bytes]
) -> None:
    document = json.loads(synthesized[DOCUMENT])
    for group in document["resource"]["aws_cloudwatch_log_group"].values():
        group["retention_in_days"] = 30
    _upload(uploaded, {**synthesized, DOCUMENT: json.dumps(document).encode()})
    paths = EnvironmentPaths("dev")
    assert not reviews.check(paths, _receive(repository)).passed

    change = {"filename": "policies/waivers.toml", "status": "modified", "patch": "@@ -1 +3 @@\n+x"}
    uploaded.store.files_of = lambda _number: [change]
    uploaded.store.file_of = lambda _sha, _name: ""
    received = _receive(repository)

    assert reviews.check(paths, received).passed
    listed = allowances.listed(report_files.sections(paths.reports / "synth.json"))
    assert [one for one in listed if "retention_in_days = 30" in one]
    assert {one.rpartition(": ")[2] for one in listed} == {"policies/waivers.toml:3"}
    assert not reviews.check(paths, replace(received, failed=True)).passed


def _upload(fake_github: FakeGitHub, files: dict[str, bytes]) -> None:
    """In place of what the run uploaded."""
    for key, artifact in list(fake_github.store.artifacts.items()):
        if artifact["name"] == "synth-dev-1":
            del fake_github.store.artifacts[key]
    fake_github.store.add_artifact(RUN, "synth-dev-1", files)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"path": ".github/workflows/planted.yml"}, "is of .github/workflows/planted.yml"),
        ({"event": "push"}, "for push, not of"),
        ({"repository": repository_document(FORK)}, "not of .github/workflows/pull-request.yml"),
        ({"head_repository": None}, "was deleted"),
        ({"head_repository": repository_document(FORK)}, "0 open pull requests"),
        ({"head_branch": "other"}, "0 open pull requests"),
    ],
)
def test_a_run_of_something_else_is_refused(
    uploaded: FakeGitHub, repository: Repository, change: dict[str, Any], said: str
) -> None:
    uploaded.store.runs[RUN].update(change)

    with pytest.raises(Unreviewed, match=said):
        _receive(repository)


def test_a_workflow_of_a_branch_with_the_same_name_is_refused(
    uploaded: FakeGitHub, repository: Repository
) -> None:
    uploaded.store.runs[RUN].update(name="pull-request", path=".github/workflows/other.yml")

    with pytest.raises(Unreviewed, match=r"other\.yml"):
        _receive(repository)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_head_with_a_pull_request_into_another_base_is_refused(
    uploaded: FakeGitHub, repository: Repository, state: str
) -> None:
    sibling = uploaded.store.add_pull(HEAD, base="next")
    sibling["state"] = state

    with pytest.raises(Unreviewed, match=f"pull request {sibling['number']} into another base"):
        _receive(repository)


def test_a_closed_pull_request_is_refused(uploaded: FakeGitHub, repository: Repository) -> None:
    uploaded.store.close(1)

    with pytest.raises(Unreviewed, match="0 open pull requests"):
        _receive(repository)


def test_an_older_head_or_attempt_is_superseded(
    uploaded: FakeGitHub, repository: Repository
) -> None:
    uploaded.store.runs[RUN]["run_attempt"] = 2
    with pytest.raises(Superseded, match="Attempt 2"):
        _receive(repository)
    uploaded.store.push(1, OTHER)
    with pytest.raises(Superseded, match="newer head"):
        _receive(repository, attempt=2)


def test_without_its_artifact_nothing_is_taken_from_an_older_run(
    uploaded: FakeGitHub, repository: Repository, synthesized: dict[str, bytes]
) -> None:
    uploaded.store.delete_run(RUN)
    uploaded.store.add_run(HEAD, SYNTHESIS, id=RUN)
    uploaded.store.add_run(OTHER, SYNTHESIS, id=RUN - 1)
    uploaded.store.add_artifact(RUN - 1, "synth-dev-1", synthesized)

    with pytest.raises(Unreviewed, match=f"Run {RUN} has 0 artifacts named synth-dev-1"):
        _receive(repository)


def test_a_fork_or_a_bot_gets_no_plan(uploaded: FakeGitHub, repository: Repository) -> None:
    uploaded.store.pulls[1]["user"]["type"] = "Bot"
    assert "A bot opened" in _receive(repository).unplanned
    uploaded.store.pulls[1]["head"]["repo"] = repository_document(FORK)
    uploaded.store.runs[RUN]["head_repository"] = repository_document(FORK)
    assert "from a fork" in _receive(repository).unplanned


def test_the_run_of_a_pull_request_that_failed_is_reviewed_as_failed(
    uploaded: FakeGitHub, repository: Repository
) -> None:
    uploaded.store.runs[RUN]["conclusion"] = "failure"

    assert _receive(repository).failed


@pytest.mark.parametrize(
    "content",
    [b'<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>', "<testsuite/>".encode("utf-16")],
    ids=["entities", "another encoding"],
)
def test_results_of_tests_with_entities_are_not_read(
    uploaded: FakeGitHub, repository: Repository, content: bytes
) -> None:
    for key, artifact in list(uploaded.store.artifacts.items()):
        if artifact["name"] == "integration":
            del uploaded.store.artifacts[key]
    uploaded.store.add_artifact(RUN, "integration", {"pr-1/integration.xml": content})
    _receive(repository)

    assert not (EnvironmentPaths("pr-1").home / "integration.xml").exists()


def test_a_missing_permission_is_an_error(uploaded: FakeGitHub) -> None:
    token = uploaded.token(permissions={"pull_requests": "read"})
    with pytest.raises(Failure, match="403"):
        _receive(connect(uploaded.environ(token)))
    uploaded.refused.clear()
