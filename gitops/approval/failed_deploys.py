"""How a deploy ended: a comment on its pull request, one issue per environment while it fails.

And the changes that a failed one left to be applied.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from github.Repository import Repository

from gitops.adapters import actions_run, github_client, github_issues
from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.adapters.markdown import prose
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import deploy_comment
from gitops.environment import outputs
from gitops.environment.settings import is_protected
from gitops.plans.changes import Kind, StackPlan

LABEL = "deploy"


@contextmanager
def report_outcome(suffix: str, warn: Callable[[str], None]) -> Iterator[None]:
    """Report how the deploy of a protected environment ended, on its pull request and as an issue.

    A success closes the issue. Does nothing outside of a workflow. An error of GitHub is passed to
    `warn` and does not change the outcome of the deploy.
    """
    reports = github_client.is_configured() and is_protected(suffix)
    try:
        yield
    except Failure as failure:
        reason = str(failure)
        if reports:
            _try(lambda: _report_failure(suffix, reason), warn)
        raise
    if reports:
        _try(lambda: _report_success(suffix), warn)


def _report_failure(suffix: str, reason: str) -> None:
    repository, run = github_client.connect(), actions_run.run()
    issue = report(repository, suffix, reason, run)
    _comment(repository, suffix, run, deploy_comment.failed(suffix, reason, issue, _actor(), run))


def _report_success(suffix: str) -> None:
    repository, run = github_client.connect(), actions_run.run()
    close(repository, suffix, run)
    found = outputs.read(suffix) if EnvironmentPaths(suffix).outputs.is_file() else {}
    _comment(repository, suffix, run, deploy_comment.deployed(suffix, found, _actor(), run))


def _comment(repository: Repository, suffix: str, run: Run, text: str) -> None:
    if commit := os.environ.get("GITHUB_SHA"):
        deploy_comment.post(repository, suffix, commit, run, text)


def _actor() -> str:
    """Who started this run, or started it again."""
    return os.environ.get("GITHUB_TRIGGERING_ACTOR") or os.environ.get("GITHUB_ACTOR", "")


def _try(request: Callable[[], object], warn: Callable[[str], None]) -> None:
    try:
        request()
    except Failure as failure:
        warn(str(failure))


def report(repository: Repository, suffix: str, reason: str, run: Run) -> int:
    """Open or update the issue about the failed deploy; return its number.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    lines = [
        f"The deploy of `{suffix}` failed in {run.link}:",
        "",
        *(f"- {prose(line, 1000)}" for line in reason.splitlines()),
        "",
        "Changes applied before the failure are recorded in the state. The run keeps the log as an",
        f"artifact. `gitops deploy --suffix {suffix} --resume` shows and applies the remaining",
        "changes. The next successful deploy closes this issue.",
    ]
    title = f"The deploy of {suffix} failed"
    return github_issues.report(repository, _key(suffix), title, "\n".join(lines), LABEL).number


def close(repository: Repository, suffix: str, run: Run) -> None:
    """Close the issue about a failed deploy, if there is one.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    github_issues.close(repository, _key(suffix), f"Deployed by {run.link}.", LABEL)


def remaining_changes(plans: Sequence[StackPlan]) -> list[str]:
    """The changes that the new plans still contain, one line per resource."""
    order = list(Kind)
    return [
        f"{plan.stack}: {change.kind} {change.address}"
        for plan in plans
        for change in sorted(plan.changes, key=lambda one: order.index(one.kind))
    ]


def _key(suffix: str) -> str:
    return f"deploy/{suffix}"
