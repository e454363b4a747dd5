"""Shared by the command lines of this repository: `gitops` and `market`."""

import errno
import inspect
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from gitops.adapters import actions_run
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.processes import interruptible

DISTRIBUTION = "market-pipelines"
_IN_THE_WAY = "Move away what is in its place."
_REMEDIES = {
    errno.EACCES: "Allow your user to use it.",
    errno.EPERM: "Allow your user to use it.",
    errno.EROFS: "Allow your user to use it.",
    errno.ENOENT: "Restore it, or name another one.",
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.ENOSPC: "Free some space.",
    errno.EDQUOT: "Free some space.",
    errno.EIO: "Check the disk.",
}


def application(about: str) -> typer.Typer:
    """A command line with `--version` and shell completion (`--install-completion`)."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=about)
    app.callback(help=about)(_options)
    return app


def flow_help(app: typer.Typer) -> None:
    """Join the lines of each paragraph in the help of all commands: the terminal wraps them."""
    for command in app.registered_commands:
        text = inspect.getdoc(command.callback) or ""
        command.help = "\n\n".join(each.replace("\n", " ") for each in text.split("\n\n"))
    for group in app.registered_groups:
        if group.typer_instance:
            flow_help(group.typer_instance)


def run(command: Callable[[], None]) -> None:
    """Run the command; turn expected errors into one sentence and an exit code."""
    _replace_closed_outputs()
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
    except OSError as error:
        if error.errno not in _REMEDIES or not (error.filename or error.errno == errno.ENOSPC):
            raise  # no file that somebody could put right
        Reporter().fail(f"{error.filename or 'Output'}: {error.strerror}. {_REMEDIES[error.errno]}")
        raise SystemExit(Failure.exit_code) from None


def _replace_closed_outputs() -> None:
    """Discard what goes to an output that the shell closed (`>&-`): Python has none then.

    This takes its number, too; no file that is opened later gets what a child process prints.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123 (open to the end)


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
