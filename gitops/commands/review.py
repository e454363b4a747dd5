"""The commands that bind an apply to its review."""

from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.approval import gate
from gitops.commands.admit import admit_foreign
from gitops.commands.options import Stack, Suffix, stacks_of, suffix_of
from gitops.environment.synthesis import ALL

app = typer.Typer(no_args_is_help=True, help="Compare a plan with its reviewed plan.")
app.command("admit")(admit_foreign)


@app.command("save")
def save(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    output: Annotated[
        Path | None, typer.Option(help="The folder; default: build/environments/<suffix>/reviewed.")
    ] = None,
) -> None:
    """Save the change set of `gitops plan`, without secrets, for a later `verify`."""
    path = gate.save(suffix_of(suffix), stacks_of(suffix, stack), output)
    Reporter().say(str(path))


@app.command("verify")
def verify(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    commit: Annotated[
        str, typer.Option(help="The commit on main; default in a workflow: the pushed commit.")
    ] = "",
    approved: Annotated[
        Path | None,
        typer.Option(help="Compare with the plan saved in this folder, not with a review."),
    ] = None,
) -> None:
    """Compare the current plan with the plan of the merged pull request.

    Exit code 3: it differs and requires an approval. The workflow step output `reviewed` is then
    `false`, otherwise `true`.
    """
    name = suffix_of(suffix)
    remarks = gate.verify(name, stacks_of(name, stack), commit, approved)
    which = "approved" if approved else "reviewed"
    Reporter().say("; ".join([f"{name}: the plan equals the {which} plan", *remarks]))
