"""The commands that bind what is applied to what was reviewed."""

from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.approval import gate
from gitops.commands.options import Stack, Suffix, stacks_of, suffix_of
from gitops.environment.synthesis import ALL

app = typer.Typer(no_args_is_help=True, help="Apply nothing but what was reviewed.")


@app.command("save")
def save(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    output: Annotated[
        Path | None, typer.Option(help="The folder; build/environments/<suffix>/reviewed if none.")
    ] = None,
) -> None:
    """Keep what `gitops plan` just planned, without secrets, for a later `verify`."""
    path = gate.save(suffix_of(suffix), stacks_of(suffix, stack), output)
    Reporter().say(str(path))


@app.command("verify")
def verify(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    commit: Annotated[
        str, typer.Option(help="The commit on main; in a workflow, the one that was pushed.")
    ] = "",
    approved: Annotated[
        Path | None, typer.Option(help="Compare with what this folder keeps, not with a review.")
    ] = None,
) -> None:
    """Compare what was just planned with what the merged pull request showed.

    Exit code 3: it is something else, and takes an approval. The output `reviewed` of a workflow's
    step is then `false`, otherwise `true`.
    """
    name = suffix_of(suffix)
    remarks = gate.verify(name, stacks_of(name, stack), commit, approved)
    what = "what was approved" if approved else "what was reviewed"
    Reporter().say("; ".join([f"{name}: the plan is {what}", *remarks]))
