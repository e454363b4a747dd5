"""Finds the review of a commit on GitHub and checks its provenance.

Anybody can set a commit status, and any run can upload an artifact of any name. So the commit
leads to its pull request, the pull request and its head to the artifacts named after them, and
of these only the one counts whose run main's own workflow made: no branch can make such a run.
"""

from dataclasses import dataclass

from github.Artifact import Artifact
from github.PullRequest import PullRequest
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import github_errors
from gitops.approval import artifacts, pull_requests, runs
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.reviewed import FILE, Reviewed, ReviewedHead, parsed


@dataclass(frozen=True)
class Provenance:
    """A merged pull request, the run of main that reviewed it, and what that run kept.

    `source` is what the review must say of its pull request and synthesis, as GitHub tells it.
    """

    source: ReviewedHead
    run_id: int
    run_attempt: int
    reviewed: Reviewed


def artifact_name(environment: str, number: int, head_sha: str) -> str:
    """The name of the artifact with the review of a pull request's head."""
    return f"review-{environment}-{number}-{head_sha}"


def find(repository: Repository, commit: str, environment: str) -> Provenance:
    """The review of the pull request that was merged as `commit`.

    Raises:
        Unreviewed: there is none, or its provenance is wrong.
        Failure: GitHub refused, or could not be reached.
    """
    pull = pull_requests.reviewed_merge_of(repository, commit)
    run, artifact = _last(repository, pull, environment)
    _refuse_foreign(repository, run, commit)
    archive = artifacts.download(repository, artifact)
    reviewed = read(artifacts.only_file(archive, FILE))
    return Provenance(
        _source(repository, pull, reviewed.source.run_id), run.id, run.run_attempt, reviewed
    )


def _last(
    repository: Repository, pull: PullRequest, environment: str
) -> tuple[WorkflowRun, Artifact]:
    """The last review of the pull request's head; an earlier one is outdated."""
    name = artifact_name(environment, pull.number, pull.head.sha)
    with github_errors(f"list the artifacts named {name}"):
        ids = {one.workflow_run.id for one in repository.get_artifacts(name=name)}
    found = [run for run in (runs.get(repository, key) for key in sorted(ids))
             if runs.is_review(run, repository)]  # fmt: skip
    if not found:
        raise Unreviewed(
            f"No run of {runs.REVIEW} of {pull_requests.MAIN} kept a review of {pull.head.sha}, the"
            f" head of pull request {pull.number}."
        )
    return found[-1], artifacts.only(found[-1], name)


def _refuse_foreign(repository: Repository, run: WorkflowRun, commit: str) -> None:
    if (run.status, run.conclusion) != ("completed", "success"):
        raise Unreviewed(
            f"The last review, run {run.id}, did not succeed: {run.conclusion or run.status}."
        )
    if not runs.is_ancestor(repository, run.head_sha, commit):
        raise Unreviewed(f"Run {run.id} reviewed with {run.head_sha}, which is not part of main.")


def _source(repository: Repository, pull: PullRequest, run_id: int) -> ReviewedHead:
    """What the review has to say: the merged pull request, and the last attempt of its run."""
    run = runs.get(repository, run_id)
    if not runs.is_synthesis(run, repository) or run.conclusion != "success":
        raise Unreviewed(f"Run {run_id} is no successful run of {runs.SYNTHESIS}.")
    return ReviewedHead(pull.number, pull.base.ref, run.head_sha, run_id, run.run_attempt)


def read(content: bytes) -> Reviewed:
    """What `reviewed.save` wrote.

    Raises:
        Unreviewed: the content has another shape.
    """
    try:
        return parsed(content)
    except Failure as failure:
        raise Unreviewed(str(failure)) from failure
