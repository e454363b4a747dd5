"""Failed deploys: one GitHub issue per environment, and the changes that remain to be applied."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from github.Repository import Repository

from gitops.adapters import actions_run, github_client, github_issues
from gitops.adapters.actions_run import Run
from gitops.adapters.errors import Failure
from gitops.adapters.markdown import prose
from gitops.environment.settings import is_protected
from gitops.plans.changes import Kind, StackPlan

LABEL = "deploy"


@contextmanager
def report_outcome(suffix: str, warn: Callable[[str], None]) -> Iterator[None]:
    """Report a failed deploy of a protected environment as an issue; close it after a success.

    Does nothing outside of a workflow. An error of GitHub is passed to `warn` and does not change
    the outcome of the deploy.
    """
    reports = github_client.is_configured() and is_protected(suffix)
    try:
        yield
    except Failure as failure:
        reason = str(failure)
        if reports:
            _try(lambda: report(github_client.connect(), suffix, reason, actions_run.run()), warn)
        raise
    if reports:
        _try(lambda: close(github_client.connect(), suffix, actions_run.run()), warn)


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
        f"The deploy of `{suffix}` failed in {_where(run)}:",
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
    github_issues.close(repository, _key(suffix), f"Deployed by {_where(run)}.", LABEL)


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


def _where(run: Run) -> str:
    return f"[run {run.id}, attempt {run.attempt}]({run.url})" if run.url else "a working copy"
