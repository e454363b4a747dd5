"""The commands that write policy files."""

from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.adapters.paths import ROOT
from gitops.compliance import new_policy

app = typer.Typer(no_args_is_help=True, help="Create the files of something new.")


@app.callback()
def new() -> None:
    """Keep `policy` a subcommand, though it is the only one."""


@app.command("policy")
def begin_policy(
    name: Annotated[str, typer.Argument(help="<service>/<id>: the resource and its wanted state.")],
) -> None:
    """Create the files of a new policy: card, function and test rows to fill in."""
    for path in new_policy.write(name):
        Reporter().say(
            f"wrote {path.relative_to(ROOT)}; `make policies` fails until it is filled in"
        )
