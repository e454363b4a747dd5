"""The commands that begin something new: a policy, a function, a stack."""

from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.adapters.paths import ROOT
from gitops.scaffold import function, policy, stack

app = typer.Typer(no_args_is_help=True, help="Create the files of something new.")


@app.command("policy")
def begin_policy(
    name: Annotated[str, typer.Argument(help="<service>/<id>: the resource and its wanted state.")],
) -> None:
    """Create the files of a new policy: card, function and test rows to fill in."""
    _report(policy.write(name), "the gate fails")


@app.command("function")
def begin_function(
    name: Annotated[str, typer.Argument(help="Its name, with hyphens, such as order-recorder.")],
) -> None:
    """Create the files of a new function: handler, logic, ports and tests to fill in."""
    _report(function.write(name), "its tests fail")


@app.command("stack")
def begin_stack(
    name: Annotated[str, typer.Argument(help="Its name, with hyphens, such as order-book.")],
) -> None:
    """Create the files of a new stack, its tests, and its line in stacks/__main__.py."""
    _report(stack.write(name), "synthesis and tests fail")


def _report(written: list[Path], meanwhile: str) -> None:
    for path in written:
        Reporter().say(f"wrote {path.relative_to(ROOT)}")
    Reporter().say(f"Fill them in; until then {meanwhile}.")
