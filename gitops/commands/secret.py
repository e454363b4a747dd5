"""The commands for the webhook secrets of exchanges."""

import sys
from typing import Annotated

import typer

from gitops import cloud as clouds
from gitops import secrets, settings
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from gitops.console import Reporter
from gitops.errors import Refusal

app = typer.Typer(no_args_is_help=True, help="Webhook secrets of the exchanges.")


@app.command("set")
def secret_set(
    exchange: Annotated[str, typer.Argument(help="The exchange, as in the webhook's path.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    generate: Annotated[bool, typer.Option(help="Make up a secret.")] = False,
) -> None:
    """Store the webhook secret of an exchange; it is read from standard input, never shown."""
    served = settings.served_exchanges(suffix_of(suffix))
    if exchange not in served:
        raise Refusal(
            f"Environment {suffix} does not serve {exchange!r}; choose one of: {', '.join(served)}."
        )
    secret = secrets.generate() if generate else _entered()
    secrets.put(exchange, secret, suffix, clouds.find(cloud))
    Reporter().say(f"stored {secrets.parameter_name(exchange, suffix)}")


def _entered() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Secret", hide_input=True))
    return sys.stdin.read()
