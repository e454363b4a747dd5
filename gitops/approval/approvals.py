"""Proves that somebody other than its author approved a deployment.

GitHub creates an environment that does not exist, without rules (docs/claims.md#new-environments),
and most plans have no required reviewers in private repositories: that the job before this one
ended proves nothing. GitHub's records do: of the run's approvals, or of the reviews of the merged
pull request.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from github import UnknownObjectException
from github.PullRequest import PullRequest
from github.PullRequestReview import PullRequestReview
from github.Repository import Repository

from gitops.adapters import actions_run, github_client
from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.github_client import github_errors
from gitops.approval import authors, pull_requests
from gitops.approval.setting import Approval, approval_of, before, of_plan

APPROVED = "APPROVED"
# A comment changes no verdict. https://docs.github.com/en/rest/pulls/reviews
VERDICTS = (APPROVED, "CHANGES_REQUESTED", "DISMISSED")
WRITERS = ("admin", "write")
# docs/claims.md#bots
PERSON = "User"


class Unapproved(Failure):
    """Nobody who may has approved the deployment; nothing was applied."""

    exit_code = 3


def require(suffix: str, environ: Mapping[str, str] = os.environ, *, unreviewed: bool) -> str:
    """Prove the approval that the setting of the environment asks for; say who gave it.

    A plan that differs from its review is `unreviewed`: only an approval of this run counts.

    Raises:
        Unapproved: nobody approved, or only who wrote it.
        Refusal: there is no such setting, or no run that could have been approved.
        Failure: GitHub refused, or could not be reached.
    """
    approval = approval_of(suffix)
    if approval is Approval.none and not unreviewed:
        return "no approval is required"
    if approval is Approval.review and unreviewed:
        raise Unapproved(
            f"{suffix} is deployed after a review, and nobody reviewed this plan. Open a new pull"
            " request."
        )
    run, commit = actions_run.run(environ), environ.get("GITHUB_SHA", "")
    if not run.id or not commit:
        raise Refusal("Only a workflow run can prove an approval; deploy without --reviewed here.")
    repository = github_client.connect(environ)
    if approval is Approval.review:
        return f"reviewed by {_reviewer(repository, commit)}"
    name = of_plan(suffix) if unreviewed else before(suffix)
    if unreviewed and run.attempt > 1:
        raise Unapproved(
            f"Attempt {run.attempt} of run {run.id}: GitHub does not say which attempt's plan was"
            " approved. Open a new pull request."
        )
    return f"approved by {_approver(repository, run, commit, name)}"


def _approver(repository: Repository, run: Run, commit: str, name: str) -> str:
    """Who let the run into the GitHub environment and did not write what it deploys."""
    people = _let_in(_approvals(repository, run.id), name)
    if not people:
        raise Unapproved(
            f"Nobody approved run {run.id} in the GitHub environment {name}. Give it required"
            " reviewers: gitops doctor prints the command."
        )
    pull = pull_requests.merge_of(repository, commit)
    own = (
        authors.authors_of_pull(pull)
        if pull
        else authors.authors_of_push(repository, commit, run.id)
    )
    if others := [login for login in people if login.lower() not in own]:
        return others[0]
    raise Unapproved(f"Only who wrote the change approved run {run.id} in {name}: {people[0]}.")


def _approvals(repository: Repository, run_id: int) -> list[dict[str, Any]]:
    """GitHub's log of approvals of the run (docs/claims.md#approval-log).

    https://docs.github.com/en/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run
    """
    with github_errors(f"read the approvals of run {run_id}"):
        _headers, found = repository.requester.requestJsonAndCheck(
            "GET", f"{repository.url}/actions/runs/{run_id}/approvals"
        )
    return list(found)


def _let_in(approvals: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    """The people who approved in that environment; GitHub ignores case in its name."""
    return [
        str(each["user"]["login"])
        for each in approvals
        if each["state"] == "approved"
        and each["user"]["type"] == PERSON
        and any(one.get("name", "").lower() == name for one in each["environments"])
    ]


def _reviewer(repository: Repository, commit: str) -> str:
    """Who approved the last commit of the merged pull request before its merge."""
    pull = pull_requests.merge_of(repository, commit)
    if pull is None:
        raise Unapproved(
            f"Commit {commit} is not the merge of one pull request: nobody reviewed it."
        )
    own = authors.authors_of_pull(pull)
    with github_errors(f"list the reviews of pull request {pull.number}"):
        last = {each.user.login: each for each in pull.get_reviews() if _is_verdict(each)}
        for login, review in last.items():
            if login.lower() not in own and _approves(review, pull) and _writes(repository, login):
                return login
    raise Unapproved(
        f"Nobody with write access, but its authors, approved {pull.head.sha}, the last commit of"
        f" pull request {pull.number}, before it was merged."
    )


def _is_verdict(review: PullRequestReview) -> bool:
    """GitHub lists reviews oldest first (docs/claims.md#review-order); some have no user."""
    return review.state in VERDICTS and review.user is not None and review.user.type == PERSON


def _approves(review: PullRequestReview, pull: PullRequest) -> bool:
    return (
        review.state == APPROVED
        and review.commit_id == pull.head.sha
        and pull.merged_at is not None
        and review.submitted_at <= pull.merged_at
    )


def _writes(repository: Repository, login: str) -> bool:
    """`author_association` says nothing of rights."""
    try:
        return repository.get_collaborator_permission(login) in WRITERS
    except UnknownObjectException:
        return False
