"""The command that makes an account ready, once."""

import sys
from typing import Annotated

import typer

from gitops.account import bootstrap as bootstrapping
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.commands.options import CloudName, Where


def bootstrap(
    cloud: Where = CloudName.local,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Apply the plan without asking.")] = False,
) -> None:
    """Make an account ready for environments: states, trust in GitHub, roles, boundary."""
    bootstrapping.bootstrap(clouds.find(cloud), Reporter(), lambda: yes or _asked())


def _asked() -> bool:
    """What the person at the terminal says; where there is none, nobody agreed."""
    return sys.stdin.isatty() and typer.confirm("Apply this plan?")
