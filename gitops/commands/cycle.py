"""The command that deploys, tests and destroys an ephemeral environment."""

from typing import Annotated

import typer

from gitops.adapters.console import Reporter
from gitops.commands.options import CloudName, Stack, Where, suffix_of
from gitops.environment import cycle as cycles
from gitops.environment import synthesis


def cycle(
    suffix: Annotated[str, typer.Option(help="An ephemeral suffix; default: a random one.")] = "",
    stack: Stack = synthesis.ALL,
    cloud: Where = CloudName.local,
    *,
    tests: Annotated[bool, typer.Option(help="Run the integration tests.")] = True,
) -> None:
    """Deploy, test and destroy an ephemeral environment, then scan for leftover resources."""
    name = suffix_of(suffix or cycles.throwaway_suffix())
    report = Reporter()
    report.say(f"environment {name} on {cloud}; files: build/environments/{name}/")
    cycles.cycle(name, stack, cloud, report, tests=tests)
