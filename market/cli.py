"""The `market` command line, for operators and analysts."""

from gitops.commands.application import application, flow_help, run
from market.commands import (
    backfill,
    bridge,
    candles,
    docs,
    export,
    feed,
    normalize,
    prices,
    redrive,
    rejects,
    secret,
    watch,
)

app = application(
    "Bridge exchanges, post, read and watch ticks, load history, export, list rejects, redrive"
    " dead-letter messages, manage secrets."
)
app.command("backfill")(backfill.backfill)
app.command("bridge")(bridge.bridge)
app.command("candles")(candles.candles)
app.command("docs")(docs.docs)
app.command("export")(export.export)
app.command("feed")(feed.feed)
app.command("normalize")(normalize.normalize)
app.command("prices")(prices.prices)
app.command("redrive")(redrive.redrive)
app.command("rejects")(rejects.rejects)
app.add_typer(secret.app, name="secret")
app.command("watch")(watch.watch)
flow_help(app)


def main() -> None:
    """Run the `market` command."""
    run(app)
