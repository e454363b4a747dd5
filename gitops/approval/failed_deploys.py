"""A deploy that failed half-way: one issue tells of it, and a new plan shows what is left."""

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
def told(suffix: str, say: Callable[[str], None]) -> Iterator[None]:
    """Tell GitHub how the deploy within ends, if it is of a protected environment in a workflow.

    How it ends does not change if GitHub cannot be told; that is said, too.
    """
    tell = github_client.is_configured() and is_protected(suffix)
    try:
        yield
    except Failure as failure:
        reason = str(failure)
        if tell:
            _try(lambda: report(github_client.connect(), suffix, reason, actions_run.run()), say)
        raise
    if tell:
        _try(lambda: settle(github_client.connect(), suffix, actions_run.run()), say)


def _try(telling: Callable[[], object], say: Callable[[str], None]) -> None:
    try:
        telling()
    except Failure as untold:
        say(str(untold))


def report(repository: Repository, suffix: str, reason: str, run: Run) -> int:
    """Open, or update, the one issue about the failed deploy; return its number.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    lines = [
        f"The deploy of `{suffix}` failed in {_where(run)}:",
        "",
        *(f"- {prose(line, 1000)}" for line in reason.splitlines()),
        "",
        "What was applied before stays, and the state knows it. The log is kept by the run.",
        f"`gitops deploy --suffix {suffix} --resume` shows what is left; the next deploy that",
        "succeeds closes this issue.",
    ]
    title = f"The deploy of {suffix} failed"
    return github_issues.report(repository, _key(suffix), title, "\n".join(lines), LABEL).number


def settle(repository: Repository, suffix: str, run: Run) -> None:
    """Close the issue about a failed deploy, if there is one.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    github_issues.settle(repository, _key(suffix), f"Deployed by {_where(run)}.", LABEL)


def left(plans: Sequence[StackPlan]) -> list[str]:
    """What a new plan still has to do, a line for each resource; nothing if all is done."""
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
