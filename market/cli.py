"""The `market` command line, for operators and analysts."""

from gitops.commands.application import application, run
from market.commands import candles, docs, feed, normalize, prices, redrive, secret

app = application("Post and read prices, redrive dead-letter messages and manage webhook secrets.")
app.command("candles")(candles.candles)
app.command("docs")(docs.docs)
app.command("feed")(feed.feed)
app.command("normalize")(normalize.normalize)
app.command("prices")(prices.prices)
app.command("redrive")(redrive.redrive)
app.add_typer(secret.app, name="secret")


def main() -> None:
    """Run the `market` command."""
    run(app)
