"""The commands that build deployment archives and Terraform JSON."""

from typing import Annotated

import typer

from gitops.adapters import package as packaging
from gitops.adapters.console import Reporter
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.commands.options import Stack, Suffix, suffix_of
from gitops.environment import operations, records, synthesis


def package(*, quiet: Annotated[bool, typer.Option(help="Print nothing.")] = False) -> None:
    """Build the deployment archive of every Lambda function."""
    for path in packaging.package().values():
        if not quiet:
            Reporter().say(str(path.relative_to(ROOT)))


def synth(suffix: Suffix = "dev", stack: Stack = synthesis.ALL) -> None:
    """Synthesize the Terraform JSON of an environment."""
    with records.exclusive(suffix_of(suffix)):
        operations.build(suffix, stack, Reporter())
    Reporter().say(str(EnvironmentPaths(suffix).synth.relative_to(ROOT)))
