"""The command that lets a throwaway environment live and die."""

from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.commands.options import CloudName, Stack, Where, suffix_of
from gitops.environment import cycle as cycles
from gitops.environment import synthesis


def cycle(
    suffix: Annotated[str, typer.Option(help="A throwaway suffix; made up if not given.")] = "",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    *,
    tests: Annotated[bool, typer.Option(help="Run the integration tests.")] = True,
) -> None:
    """Deploy, test and destroy a throwaway environment, and prove that nothing is left."""
    name = suffix_of(suffix or cycles.throwaway_suffix())
    report = Reporter()
    report.say(f"environment {name} on {cloud}; its files: build/environments/{name}/")
    cycles.cycle(name, stack, cloud, report, tests=tests)
