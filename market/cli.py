"""The `market` command: what operators and analysts type."""

import typer

from gitops.cli import run
from market.commands import feed, normalize, redrive, secret

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Work with the pipelines: post ticks, redrive dead letters, keep webhook secrets.",
)
app.command("feed")(feed.feed)
app.command("normalize")(normalize.normalize)
app.command("redrive")(redrive.redrive)
app.add_typer(secret.app, name="secret")


def main() -> None:
    """Run the command; turn what is known to go wrong into one sentence and an exit code."""
    run(app)
