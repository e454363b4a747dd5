"""Takes in what the run of a pull request synthesized: as data that is proven, then admitted."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from github.PullRequest import PullRequest
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.adapters.github_client import github_errors
from gitops.adapters.paths import EnvironmentPaths
from gitops.admission.admit import NotAdmitted, admit
from gitops.admission.expected import expected
from gitops.approval import artifacts, guards, proposed_waivers, pull_requests, runs
from gitops.approval.pull_requests import Superseded, Unreviewed
from gitops.approval.received import Received
from gitops.approval.reviewed import ReviewedHead
from gitops.compliance.check import written
from gitops.environment.isolation import refuse_foreign

TESTS = "integration.xml"
BOT = "Bot"
# With a document type, XML can define entities that grow without end.
DOCTYPE = b"<!DOCTYPE"


@dataclass(frozen=True)
class Trigger:
    """The run and the attempt that the event of this workflow run is about."""

    run_id: int
    run_attempt: int


def proven(repository: Repository, trigger: Trigger) -> tuple[WorkflowRun, PullRequest]:
    """The run, proven to be of the workflow that synthesizes, and its pull request.

    Raises:
        Superseded: a newer attempt or a newer head took its place.
        Unreviewed: it is another workflow's, or not of exactly one pull request into main.
        Failure: GitHub refused, or could not be reached.
    """
    run = runs.get(repository, trigger.run_id)
    if not runs.is_synthesis(run, repository):
        raise Unreviewed(f"Run {run.id} is of {run.path} for {run.event}, not of {runs.SYNTHESIS}.")
    if run.run_attempt != trigger.run_attempt:
        raise Superseded(f"Attempt {run.run_attempt} of run {run.id} took the place of this one.")
    return run, pull_requests.proposed_by(repository, run)


def receive(
    repository: Repository, trigger: Trigger, suffixes: Sequence[str], bucket: str
) -> Received:
    """Write what the run synthesized for the environments to their folders, as admitted JSON.

    Raises:
        Superseded, Unreviewed, Failure: as `proven`; or an artifact is not what it should be.
    """
    run, pull = proven(repository, trigger)
    # GitHub passes no variables to the runs of forks: theirs know no bucket. Admitted, too.
    # docs/claims.md#no-variables-for-forks
    refused = {
        suffix: found for suffix in suffixes if (found := _admit(repository, run, suffix, bucket))
    }
    _write_tests(repository, run, EnvironmentPaths(f"pr-{pull.number}").home / TESTS)
    changed = guards.changed(repository, pull.number)
    source = ReviewedHead(pull.number, pull.base.ref, run.head_sha, run.id, run.run_attempt)
    return Received(
        source,
        _tree(repository, pull),
        failed=run.conclusion != "success",
        unplanned=_unplanned(pull, foreign=pull_requests.is_foreign(pull, repository)),
        refused=refused,
        guards=changed,
        waivers=proposed_waivers.changes(
            repository, pull.merge_commit_sha or run.head_sha, changed
        ),
    )


def _unplanned(pull: PullRequest, *, foreign: bool) -> str:
    """Why the role that plans is not taken; empty if it is."""
    if foreign:
        return "The pull request comes from a fork: no role is taken for it, so nothing is planned."
    if pull.user.type == BOT:
        return "A bot opened the pull request: no role is taken for it, so nothing is planned."
    return ""


def _admit(repository: Repository, run: WorkflowRun, suffix: str, bucket: str) -> list[str]:
    """Admit the environment's Terraform JSON; return what was refused of it, one line each."""
    artifact = artifacts.only(run, f"synth-{suffix}-{run.run_attempt}")
    archive = artifacts.download(repository, artifact)
    target = EnvironmentPaths(suffix).synth
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "synth.zip"
        path.write_bytes(archive)
        try:
            admit(path, target, expected(suffix, bucket))
        except NotAdmitted as error:
            return [f"{one.file}: {one.path}: {one.reason}" for one in error.refused]
    try:
        refuse_foreign(written(target), suffix)
    except Failure as failure:
        return [str(failure)]
    return []


def _tree(repository: Repository, pull: PullRequest) -> str:
    """The files of the pull request merged into main, as GitHub merged them last."""
    if not pull.merge_commit_sha:
        return ""
    with github_errors(f"read commit {pull.merge_commit_sha}"):
        return repository.get_git_commit(pull.merge_commit_sha).tree.sha


def _write_tests(repository: Repository, run: WorkflowRun, target: Path) -> None:
    """Keep the results of the integration tests, if the run has any that can be read."""
    try:
        archive = artifacts.download(repository, artifacts.only(run, "integration"))
        content = artifacts.only_file(archive, f"{target.parent.name}/{TESTS}")
    except Unreviewed:
        return
    if DOCTYPE not in content and b"\0" not in content:
        write_atomically(target, content)
