"""Finds the one pull request into main that a commit or a workflow run is about.

A head alone names no pull request: its branch may have another one into another base, open or
closed, and that one's run has the same head.
"""

from github.PullRequest import PullRequest
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import github_errors

MAIN = "main"


class Unreviewed(Failure):
    """There is no review that proves what it reviewed, or the plan differs from it."""

    exit_code = 3


class Superseded(Failure):
    """A newer head or attempt is reviewed instead: nothing went wrong, and nothing is written."""


def merge_of(repository: Repository, commit: str) -> PullRequest | None:
    """The one pull request that was merged into main as `commit`; None if there is not one.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"list the pull requests of {commit}"):
        found = [
            pull
            for pull in repository.get_commit(commit).get_pulls()
            if pull.merge_commit_sha == commit and pull.merged_at and pull.base.ref == MAIN
        ]
    return found[0] if len(found) == 1 else None


def reviewed_merge_of(repository: Repository, commit: str) -> PullRequest:
    """The same, where only a pull request that can have a review will do.

    Raises:
        Unreviewed: there is not exactly one, or it came from a fork.
        Failure: GitHub refused, or could not be reached.
    """
    pull = merge_of(repository, commit)
    if pull is None:
        raise Unreviewed(f"Commit {commit} is not the merge of one pull request into {MAIN}.")
    if is_foreign(pull, repository):
        raise Unreviewed(
            f"Pull request {pull.number} came from a fork; pull requests of forks have no plan."
        )
    return pull


def proposed_by(repository: Repository, run: WorkflowRun) -> PullRequest:
    """The open pull request into main whose head the run was for.

    Raises:
        Superseded: the pull request has another head by now.
        Unreviewed: there is not exactly one; or the same head has, or had, a pull request into
            another base, whose run cannot be told from this one.
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"list the pull requests of run {run.id}"):
        source = run.head_repository
        if source is None:
            raise Unreviewed(f"The repository of run {run.id} was deleted.")
        label = f"{source.owner.login}:{run.head_branch}"
        of_branch = [
            pull
            for pull in repository.get_pulls(state="all", head=label)
            if pull.head.repo is not None and pull.head.repo.id == source.id
        ]
    same_head = [pull for pull in of_branch if pull.head.sha == run.head_sha]
    found = [pull for pull in same_head if _is_proposed(pull)]
    others = [pull for pull in same_head if pull.base.ref != MAIN]
    if others:
        raise Unreviewed(
            f"The head of run {run.id} also belongs to pull request {others[0].number} into"
            " another base; push another commit."
        )
    if not found and any(map(_is_proposed, of_branch)):
        raise Superseded(f"The branch has a newer head than {run.head_sha}.")
    if len(found) != 1:
        raise Unreviewed(f"{len(found)} open pull requests into {MAIN} have the head of run"
                         f" {run.id}.")  # fmt: skip
    return found[0]


def _is_proposed(pull: PullRequest) -> bool:
    return pull.state == "open" and pull.base.ref == MAIN


def is_foreign(pull: PullRequest, repository: Repository) -> bool:
    """Whether the pull request came from a fork, or from a repository that is no more."""
    return pull.head.repo is None or pull.head.repo.full_name != repository.full_name
