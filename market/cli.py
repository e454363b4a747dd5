"""The `market` command line, for operators and analysts."""

from gitops.commands.application import application, run
from market.commands import backfill, docs, export, feed, normalize, redrive, secret

app = application(
    "Post ticks, load history, export, redrive dead-letter messages, manage webhook secrets."
)
app.command("backfill")(backfill.backfill)
app.command("docs")(docs.docs)
app.command("export")(export.export)
app.command("feed")(feed.feed)
app.command("normalize")(normalize.normalize)
app.command("redrive")(redrive.redrive)
app.add_typer(secret.app, name="secret")


def main() -> None:
    """Run the `market` command."""
    run(app)
