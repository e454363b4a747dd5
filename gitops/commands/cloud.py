"""The commands for the embedded cloud."""

import sys
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter, reporter

app = typer.Typer(no_args_is_help=True, help="Start or stop the embedded cloud.")


@app.command("up")
def cloud_up(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 selects a free port.")] = 4566,
) -> None:
    """Start the embedded cloud, unless it runs; print the environment variables to export."""
    cloud = clouds.running()
    if cloud is None:
        cloud = clouds.up(port)
    else:
        # Standard output is for the shell that evaluates it.
        said = f"The embedded cloud is already running at {cloud.endpoint}."
        reporter(for_machines=True).say(said)
    for variable, value in cloud.variables.items():
        sys.stdout.write(f"export {variable}={value}\n")


@app.command("down")
def cloud_down() -> None:
    """Stop the embedded cloud; everything deployed in it is lost."""
    Reporter().say("stopped" if clouds.down() else "No embedded cloud was running.")
