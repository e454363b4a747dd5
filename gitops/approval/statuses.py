"""The commit statuses `review/<environment>`: for people and branch rules, never a proof.

https://docs.github.com/en/rest/commits/statuses: who may push may also set any status. What
binds the deploy is the run of the review (`gitops.approval.provenance`).
"""

from enum import StrEnum

from github.Repository import Repository

from gitops.adapters.github_client import github_errors


class CommitState(StrEnum):
    """The states of a commit status that a review sets."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


# At most 140 characters each.
MEANING = {
    CommitState.PENDING: "waits for the run of the pull request",
    CommitState.SUCCESS: "a merge applies what the comment shows, or waits for an approval",
    CommitState.FAILURE: "the comment on the pull request says why",
    CommitState.ERROR: "the review did not end; run the pull request's workflow again",
}


def ended(*, saved: bool, shown: bool) -> CommitState:
    """How a review ended that commented (`shown`) and kept its result (`saved`)."""
    if not shown:
        return CommitState.ERROR
    return CommitState.SUCCESS if saved else CommitState.FAILURE


def post(repository: Repository, sha: str, environment: str, state: CommitState, url: str) -> None:
    """Set the status of the commit, with a link to the review's run.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"set the status of {sha}"):
        repository.get_commit(sha).create_status(
            state, target_url=url, description=MEANING[state], context=f"review/{environment}"
        )
