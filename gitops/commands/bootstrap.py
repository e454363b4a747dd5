"""The command that prepares an account, once."""

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
    yes: Annotated[bool, typer.Option("--yes", help="Apply without confirmation.")] = False,
) -> None:
    """Prepare an AWS account: state bucket, OIDC trust in GitHub, roles, permissions boundary."""
    bootstrapping.bootstrap(clouds.find(cloud), Reporter(), lambda: yes or _confirmed())


def _confirmed() -> bool:
    """Whether the user confirms; False without a terminal."""
    return sys.stdin.isatty() and typer.confirm("Apply this plan?")
