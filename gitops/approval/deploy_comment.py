"""Tells the result of an apply on the pull request whose merge it applied."""

import json
from collections.abc import Mapping
from typing import Any

from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.adapters.github_client import github_errors
from gitops.adapters.markdown import cell, code, fit, prose, table
from gitops.plans.failure import LOG
from gitops.review import upsert

MOST_FOR_OUTPUTS = 50_000


def post(repository: Repository, suffix: str, commit: str, run: Run, text: str) -> None:
    """Comment on the pull request that was merged as `commit`; nothing if there is none.

    The token needs the right: docs/claims.md#comment-rights

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"list the pull requests of {commit}"):
        numbers = [
            pull.number
            for pull in repository.get_commit(commit).get_pulls()
            if pull.merged_at and pull.merge_commit_sha == commit
        ]
    for number in numbers:
        upsert.post(repository, number, f"{upsert.DEPLOY}{suffix}", run, text)


def deployed(suffix: str, outputs: Mapping[str, Mapping[str, Any]], actor: str, run: Run) -> str:
    """The comment of a success: who, which run, and the outputs, whose secrets are masked."""
    rows = [
        (cell(stack), cell(name), cell(json.dumps(value, ensure_ascii=False)))
        for stack, values in sorted(outputs.items())
        for name, value in sorted(values.items())
    ]
    lines = table(("stack", "output", "value"), *rows) if rows else []
    kept, _ = fit(lines, MOST_FOR_OUTPUTS)
    missing = len(lines) - len(kept)
    cut = [f"\n{missing} more outputs do not fit here."] if missing else []
    return "\n".join([f"## ✅ {suffix}: deployed\n", f"Applied {_by(actor, run)}.\n", *kept, *cut])


def failed(suffix: str, reason: str, issue: int, actor: str, run: Run) -> str:
    """The comment of a failure: who, which run, why, and the issue that says how to go on."""
    lines = (line for line in reason.splitlines() if not line.startswith(LOG))
    return "\n".join(
        [
            f"## ⛔ {suffix}: the deploy failed\n",
            f"Applied {_by(actor, run)}; #{issue} says how to go on.\n",
            *(f"- {prose(line, 1000)}" for line in lines),
        ]
    )


def _by(who: str, run: Run) -> str:
    return f"by {code(who, 60)} in {run.link}"
