"""Proves which workflow a run belongs to: by its file, event and repository, never by its name.

A branch may add a workflow of any name, and anybody with write access may set a commit status or
upload an artifact of any name in a run of a branch. What no branch can make is a run of a file of
main for the event workflow_run: docs/claims.md#runs-of-main
"""

from github import UnknownObjectException
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.github_client import github_errors
from gitops.approval.pull_requests import MAIN, Unreviewed

SYNTHESIS, REVIEW = ".github/workflows/pull-request.yml", ".github/workflows/review.yml"
ANCESTOR = {"ahead", "identical"}


def get(repository: Repository, run_id: int) -> WorkflowRun:
    """The run, as GitHub describes it now.

    Raises:
        Unreviewed: there is none.
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"read run {run_id}"):
        try:
            run = repository.get_workflow_run(run_id)
            run.update()
        except UnknownObjectException:
            raise Unreviewed(f"Run {run_id} does not exist.") from None
    return run


def is_synthesis(run: WorkflowRun, repository: Repository) -> bool:
    """Whether the run is of the workflow that synthesizes a pull request."""
    return _is_of(run, repository, SYNTHESIS, "pull_request")


def is_review(run: WorkflowRun, repository: Repository) -> bool:
    """Whether the run is of the workflow of main that reviews: main's file and main's code."""
    return (
        _is_of(run, repository, REVIEW, "workflow_run")
        and run.head_branch == MAIN
        and run.head_repository is not None
        and run.head_repository.full_name == repository.full_name
    )


def is_ancestor(repository: Repository, earlier: str, later: str) -> bool:
    """Whether the commit `later` contains `earlier`.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"compare {earlier} with {later}"):
        return repository.compare(earlier, later).status in ANCESTOR


def _is_of(run: WorkflowRun, repository: Repository, path: str, event: str) -> bool:
    return (
        run.path.partition("@")[0] == path
        and run.event == event
        and run.repository.full_name == repository.full_name
    )
