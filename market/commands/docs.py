"""The command that writes the page of the command line `market`."""

import typer

from gitops.adapters.paths import ROOT
from gitops.commands.command_page import page
from gitops.commands.docs import write

PAGE = ROOT / "docs" / "market-cli.md"


def docs(context: typer.Context) -> None:
    """Write docs/market-cli.md, the page of these commands."""
    write(PAGE, page(context, "market"))
