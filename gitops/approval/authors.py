"""Who wrote what a commit on main deploys: whoever did may not approve it."""

from collections.abc import Iterable

from github.Commit import Commit
from github.PullRequest import PullRequest
from github.Repository import Repository

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import github_errors

# GitHub lists no more of a pull request.
# https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request
MOST_COMMITS = 250


def authors_of_pull(pull: PullRequest) -> set[str]:
    """Its author and those of its commits, in lower case.

    Raises:
        Failure: it has more commits than GitHub lists, or GitHub could not be reached.
    """
    with github_errors(f"list the commits of pull request {pull.number}"):
        commits = list(pull.get_commits())
        authors = {pull.user.login.lower(), *_authors(commits)}
    if len(commits) >= MOST_COMMITS:
        raise Failure(f"Pull request {pull.number} has {MOST_COMMITS} commits or more: GitHub does"
                      " not say who wrote the rest.")  # fmt: skip
    return authors


def authors_of_push(repository: Repository, commit: str, run_id: int) -> set[str]:
    """The author of a commit without a pull request, and who started the run, in lower case.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"read the author of {commit}"):
        actor = repository.get_workflow_run(run_id).triggering_actor.login.lower()
        return {actor, *_authors([repository.get_commit(commit)])}


def _authors(commits: Iterable[Commit]) -> set[str]:
    """GitHub knows no account for some addresses."""
    people = [who for each in commits for who in (each.author, each.committer)]
    return {who.login.lower() for who in people if who}
