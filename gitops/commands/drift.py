"""The command that finds what somebody changed by hand."""

import typer

from gitops import living, operations, synthesized
from gitops.commands.options import CloudName, Stack, Suffix, Where, opened
from gitops.errors import Failure
from gitops.github import client as github
from gitops.lifecycle import drift as drifts

DRIFTED = 2


def drift(
    suffix: Suffix = "dev",
    stack: Stack = synthesized.ALL,
    cloud: Where = CloudName.local,
) -> None:
    """Tell what differs from what was applied; exit with 2 if anything does, with 1 on errors."""
    try:
        found = _found(suffix, stack, cloud)
    except Failure as failure:
        # A refusal would exit with 2, which means drift here.
        raise Failure(str(failure)) from failure
    for name, changed in found.items():
        for change in changed:
            typer.echo(f"{name}: {change}")
    if github.is_configured():
        drifts.tell(github.connect(), suffix, found)
    raise typer.Exit(DRIFTED if any(found.values()) else 0)


def _found(suffix: str, stack: str, cloud: CloudName) -> dict[str, list[drifts.Change]]:
    with opened(suffix, stack, cloud) as environment:
        operations.init(environment)
        shown = living.read_back(environment)
        with environment.report.step("compare") as step:
            found = {name: drifts.read(path) for name, path in shown.items()}
            count = sum(map(len, found.values()))
            step.result = f"{count} differences" if count else "as it was applied"
    return found
