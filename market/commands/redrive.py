"""The command that gives dead letters back."""

from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from market.redrive import redrive as redrives


def redrive(
    function: Annotated[str, typer.Argument(help="The function whose dead letters these are.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else only count.")] = False,
    most: Annotated[
        int | None, typer.Option("--max", min=1, help="Give back no more than these.")
    ] = None,
) -> None:
    """Give the dead letters of a function back to it; exit code 1 when one cannot be."""
    report, where = Reporter(), clouds.find(cloud)
    box = redrives.box(function, suffix_of(suffix), where)
    if not apply:
        report.say(f"{box.waiting} messages wait in {box.name}; --apply gives them back.")
        return
    with report.step("redrive") as step:
        done = redrives.redrive(function, suffix, where, most, step.say)
        step.result = f"{done.moved} of {box.name} given back; {box.waiting} wait now"
    if done.stayed:
        raise Failure("\n".join([f"These stay in {box.name}:", *done.stayed]))
