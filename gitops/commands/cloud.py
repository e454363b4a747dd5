"""The commands for the embedded cloud."""

import sys
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter

app = typer.Typer(no_args_is_help=True, help="The embedded cloud, for hands-on work.")


@app.command("up")
def cloud_up(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 chooses a free one.")] = 4566,
) -> None:
    """Start the embedded cloud and print the environment lines to paste."""
    cloud = clouds.up(port)
    for variable, value in cloud.variables.items():
        sys.stdout.write(f"export {variable}={value}\n")


@app.command("down")
def cloud_down() -> None:
    """End the embedded cloud; what was deployed in it is gone."""
    Reporter().say("ended" if clouds.down() else "No embedded cloud was running.")
