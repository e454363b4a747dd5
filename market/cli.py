"""The `market` command line, for operators and analysts."""

from gitops.commands.application import application, run
from market.commands import backfill, docs, feed, normalize, redrive, rejects, secret

app = application(
    "Post ticks, load history, list rejected ticks, redrive dead letters, manage webhook secrets."
)
app.command("backfill")(backfill.backfill)
app.command("docs")(docs.docs)
app.command("feed")(feed.feed)
app.command("normalize")(normalize.normalize)
app.command("redrive")(redrive.redrive)
app.command("rejects")(rejects.rejects)
app.add_typer(secret.app, name="secret")


def main() -> None:
    """Run the `market` command."""
    run(app)
