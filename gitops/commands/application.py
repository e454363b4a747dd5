"""Shared by the command lines of this repository: `gitops` and `market`."""

import inspect
import re
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer.models import CommandFunctionType

from gitops.adapters import actions_run
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.processes import interruptible

DISTRIBUTION = "market-pipelines"


class Commands(typer.Typer):
    """Commands whose help is their docstring, wrapped for the reader's terminal, not for ours."""

    def __init__(self, about: str) -> None:
        super().__init__(no_args_is_help=True, pretty_exceptions_enable=False, help=about)

    def command(
        self, name: str | None = None, **options: Any
    ) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Register a function as a command."""

        def register(function: CommandFunctionType) -> CommandFunctionType:
            about = unwrapped(inspect.getdoc(function) or "")
            return typer.Typer.command(self, name, help=about, **options)(function)

        return register


def unwrapped(text: str) -> str:
    """The text with one line for each paragraph."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def application(about: str) -> Commands:
    """A command line with `--version` and shell completion (`--install-completion`)."""
    app = Commands(about)
    app.callback(help=about)(_options)
    return app


def run(command: Callable[[], None]) -> None:
    """Run the command; turn expected errors into one sentence and an exit code."""
    actions_run.stop_commands()
    try:
        with interruptible():
            command()
    except Failure as failure:
        Reporter().fail(str(failure))
        raise SystemExit(failure.exit_code) from None
    except (BotoCoreError, ClientError) as error:
        Reporter().fail(f"AWS request failed: {error}")
        raise SystemExit(Failure.exit_code) from None


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"{DISTRIBUTION} {version(DISTRIBUTION)}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass
