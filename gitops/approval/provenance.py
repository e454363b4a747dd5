"""Finds the review of a commit on GitHub and checks its provenance.

Anybody can run a workflow of that name in a fork, and any run can upload an artifact of that name.
So nothing is looked up by name: the commit leads to its pull request, that to its head, the head
to the last run of our own workflow on it, and only that run's artifact counts.
"""

import io
import urllib.request
import zipfile
from dataclasses import dataclass

from github.Artifact import Artifact
from github.PullRequest import PullRequest
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import TIMEOUT_SECONDS, github_errors
from gitops.approval.reviewed import FILE

WORKFLOW = ".github/workflows/pull-request.yml"
EVENT = "pull_request"
MAIN = "main"
MOST_BYTES = 100_000_000


class Unreviewed(Failure):
    """The plan differs from the reviewed plan, or there is no review: an approval is required."""

    exit_code = 3


@dataclass(frozen=True)
class Provenance:
    """A merged pull request, the last run for its head, and the artifact of that run."""

    pull_request: int
    head_sha: str
    run_id: int
    run_attempt: int
    content: bytes


def find(repository: Repository, commit: str, artifact: str) -> Provenance:
    """The review of the pull request that was merged as `commit`.

    Raises:
        Unreviewed: there is none, or its provenance is wrong.
        Failure: GitHub refused, or could not be reached.
    """
    pull = _pull_request(repository, commit)
    run = _run(repository, pull)
    content = _content(repository, _artifact(run, artifact))
    return Provenance(pull.number, pull.head.sha, run.id, run.run_attempt, content)


def _pull_request(repository: Repository, commit: str) -> PullRequest:
    with github_errors(f"list the pull requests of {commit}"):
        found = [
            pull
            for pull in repository.get_commit(commit).get_pulls()
            if pull.merge_commit_sha == commit and pull.merged_at and pull.base.ref == MAIN
        ]
        if len(found) != 1:
            raise Unreviewed(f"Commit {commit} is not the merge of one pull request into {MAIN}.")
        (pull,) = found
        source = pull.head.repo
        if source is None or source.full_name != repository.full_name:
            raise Unreviewed(
                f"Pull request {pull.number} came from a fork; pull requests of forks have no plan."
            )
    return pull


def _run(repository: Repository, pull: PullRequest) -> WorkflowRun:
    """The last run of our workflow for the head of the pull request; an earlier one is outdated."""
    sha = pull.head.sha
    with github_errors(f"list the runs for {sha}"):
        found = [
            run
            for run in repository.get_workflow_runs(head_sha=sha, event=EVENT)
            if _is_ours(run, repository.full_name, sha)
        ]
    if not found:
        raise Unreviewed(f"No run of {WORKFLOW} found for {sha}, the head of pull request"
                         f" {pull.number}.")  # fmt: skip
    last = max(found, key=lambda run: run.id)
    if (last.status, last.conclusion) != ("completed", "success"):
        raise Unreviewed(
            f"The last run for {sha}, {last.id}, did not succeed: {last.conclusion or last.status}."
        )
    return last


def _is_ours(run: WorkflowRun, name: str, sha: str) -> bool:
    """Whether our own workflow ran our own branch; the query's filters are checked again."""
    return (
        run.path.partition("@")[0] == WORKFLOW
        and run.event == EVENT
        and run.head_sha == sha
        and run.repository.full_name == name
        and run.head_repository.full_name == name
    )


def _artifact(run: WorkflowRun, name: str) -> Artifact:
    with github_errors(f"list the artifacts of run {run.id}"):
        found = [one for one in run.get_artifacts() if one.name == name]
    if len(found) != 1:
        raise Unreviewed(f"Run {run.id} has {len(found)} artifacts named {name} instead of one.")
    (artifact,) = found
    if artifact.expired:
        raise Unreviewed(f"The artifact {name} of run {run.id} has expired.")
    if artifact.workflow_run.id != run.id or artifact.size_in_bytes > MOST_BYTES:
        raise Unreviewed(f"The artifact {name} of run {run.id} is invalid.")
    return artifact


def _content(repository: Repository, artifact: Artifact) -> bytes:
    """The one file in the artifact, read without unpacking anything to disk."""
    with github_errors(f"download artifact {artifact.id}"):
        url = artifact.archive_download_url
        status, headers, _ = repository.requester.requestJson("GET", url)
        place = headers.get("location", "")
        # The storage behind is not part of the API and must not get our token.
        if not place.startswith(("https://", _scheme(url))):
            raise Failure(f"GitHub could not download artifact {artifact.id}: {status}")
        with urllib.request.urlopen(place, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (as above)
            archive = answer.read(MOST_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            (entry,) = files.infolist()
            if entry.filename != FILE or entry.file_size > MOST_BYTES:
                raise ValueError(entry.filename)  # noqa: TRY301 (one answer to all that is wrong)
            return files.read(entry)
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise Unreviewed(f"Artifact {artifact.id} does not contain only {FILE}: {error}") from error


def _scheme(url: str) -> str:
    """The scheme of the API: plain HTTP only where the API itself is spoken to so."""
    return f"{url.partition('://')[0]}://"
