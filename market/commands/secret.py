"""The commands for the webhook secrets of exchanges."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.commands.options import CloudName, Confirm, Suffix, Where, suffix_of
from gitops.environment import operations
from market import webhook_secrets as secrets

app = typer.Typer(no_args_is_help=True, help="Manage the webhook secrets of exchanges.")
Exchange = Annotated[str, typer.Argument(help="The exchange, as in the webhook path.")]
Generate = Annotated[bool, typer.Option(help="Generate a random secret.")]


@app.command("set")
def secret_set(
    exchange: Exchange,
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    generate: Generate = False,
) -> None:
    """Store the webhook secret of an exchange, read from standard input; it is never shown."""
    _refuse_unconfigured(exchange, suffix)
    secrets.put(exchange, _secret(exchange, generate), suffix, clouds.find(cloud))
    Reporter().say(f"stored {secrets.parameter_name(exchange, suffix)}")


@app.command("rotate")
def secret_rotate(
    exchange: Exchange,
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    generate: Generate = False,
    finish: Annotated[bool, typer.Option(help="Stop accepting the previous secret.")] = False,
) -> None:
    """Add a new secret; both it and the previous one are accepted until `--finish`."""
    where, name = clouds.find(cloud), secrets.parameter_name(exchange, suffix_of(suffix))
    if finish:
        secrets.finish_rotation(exchange, suffix, where)
        Reporter().say(f"{name}: the previous secret is rejected within five minutes")
        return
    secrets.rotate(exchange, _secret(exchange, generate), suffix, where)
    Reporter().say(
        f"{name}: new secret added; the previous one stays valid. Wait 10 s, configure the new"
        f" secret at {exchange}, then run: market secret rotate {exchange} --finish"
        f" --suffix {suffix} --cloud {cloud.value}"
    )


@app.command("list")
def secret_list(
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the exchanges with the version and age of their secrets; reads no secret."""
    rows = _rows(suffix_of(suffix), clouds.find(cloud))
    if as_json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return
    table = Table("exchange", "secret", "changed", "served")
    for row in rows:
        version, served = row["version"], "yes" if row["served"] else "no"
        kept = f"version {version}" if version else "missing"
        table.add_row(row["exchange"], kept, row["changed"] or "", served)
    Console().print(table)


def _rows(suffix: str, cloud: clouds.Cloud) -> list[dict[str, Any]]:
    """The metadata of each exchange's secret, whether or not the exchange is configured."""
    served = secrets.served_exchanges(suffix)
    kept = {each.exchange: each for each in secrets.kept(suffix, cloud)}
    return [
        {
            "exchange": exchange,
            "version": one.version if (one := kept.get(exchange)) else None,
            "changed": f"{one.changed:%Y-%m-%d %H:%M %Z}" if one else None,
            "served": exchange in served,
        }
        for exchange in sorted({*served, *kept})
    ]


@app.command("delete")
def secret_delete(
    exchange: Exchange,
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    confirm: Confirm = "",
) -> None:
    """Delete the secret of an exchange; its webhooks are rejected within five minutes."""
    operations.refuse_unconfirmed(suffix_of(suffix), confirm)
    name = secrets.parameter_name(exchange, suffix)
    if not secrets.delete(exchange, suffix, clouds.find(cloud)):
        raise Refusal(f"{name} does not exist; see: market secret list --suffix {suffix}")
    Reporter().say(f"deleted {name}")


def _refuse_unconfigured(exchange: str, suffix: str) -> None:
    served = secrets.served_exchanges(suffix_of(suffix))
    if exchange not in served:
        raise Refusal(
            f"{exchange!r} is not configured in {suffix}; choose one of: {', '.join(served)}."
        )


def _secret(exchange: str, generate: bool) -> str:
    if generate:
        return secrets.generate(exchange)
    if sys.stdin.isatty():
        return str(typer.prompt("Secret", hide_input=True))
    return sys.stdin.read()
