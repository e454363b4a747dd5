"""The command that redrives dead-letter messages."""

from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from market.redrive import redrive as redrives


def redrive(
    function: Annotated[str, typer.Argument(help="The function that failed on the messages.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Redrive them; without it, only count.")
    ] = False,
    most: Annotated[
        int | None, typer.Option("--max", min=1, help="Redrive at most this many.")
    ] = None,
) -> None:
    """Redrive the dead-letter messages of a function; exit code 1 if one cannot be redriven."""
    report, where = Reporter(), clouds.find(cloud)
    queue = redrives.dead_letter_queue(function, suffix_of(suffix), where)
    if not apply:
        report.say(f"{queue.visible} messages in {queue.name}; redrive them with --apply.")
        return
    with report.step("redrive") as step:
        done = redrives.redrive(function, suffix, where, most, step.say)
        step.result = f"{done.moved} of {queue.name} redriven; {queue.visible} remain"
    if done.failed:
        raise Failure("\n".join([f"Not redriven, still in {queue.name}:", *done.failed]))
