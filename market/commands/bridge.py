"""The command that carries the public feed of an exchange into the webhook."""

import asyncio
import json
import os
import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from gitops.adapters import cloud as clouds
from gitops.adapters.console import ProgressStep, Reporter
from gitops.adapters.errors import Failure, Refusal
from gitops.commands.options import CloudName, Confirm, Suffix, Where, suffix_of
from gitops.environment.settings import settings_of
from market import webhook_secrets as secrets
from market.bridge import recent, report
from market.bridge.feeds import FEEDS, Feed, FeedSource
from market.bridge.ledger import Ledger
from market.bridge.recent import KEPT
from market.commands.reading import moment
from market.feed import target
from market.feed.sending import WebhookEndpoint
from market.normalize import MAX_TICKS

SECRET: Final = "MARKET_WEBHOOK_SECRET"  # noqa: S105 (the name of a variable)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LENGTH: Final = re.compile("([0-9]{1,6})([smhd])")
# Where no terminal shows the status, a line of the log does now and then.
_LOG_SECONDS: Final = 60.0


def bridge(
    exchange: Annotated[str, typer.Argument(help="The exchange, as in the webhook path.")],
    markets: Annotated[
        list[str], typer.Argument(help="BASE-QUOTE, or as the exchange writes the market.")
    ],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    length: Annotated[str, typer.Option("--for", help="Stop after 90s, 10m, 8h or 7d.")] = "",
    until: Annotated[
        str, typer.Option(help="Stop at this time (ISO 8601; UTC without a zone).")
    ] = "",
    url: Annotated[
        str,
        typer.Option(
            envvar="MARKET_WEBHOOK_URL",
            help=f"Post here, signed with the secret in {SECRET}; needs no rights in AWS.",
        ),
    ] = "",
    feed_url: Annotated[str, typer.Option(help="Another address of the feed: a sandbox.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    overflow: Annotated[
        Path | None,
        typer.Option(
            help=f"Append here, as JSON lines, the gaps and rejected ids before the last {KEPT:,},"
            " which the report only counts."
        ),
    ] = None,
    confirm: Confirm = "",
) -> None:
    """Carry the public trades of an exchange into the webhook; report every gap at the end.

    Ctrl-C stops it cleanly: it posts what it has received, and reports. The exit code is 1 if
    trades are missing, or may be: a market without a trade since a disconnect proves nothing.
    """
    feed = _feed(exchange, feed_url)
    name, seconds = suffix_of(suffix), _seconds(length, until)
    most = settings_of(name).get("max_ticks_per_body", MAX_TICKS)
    if url:
        endpoint = WebhookEndpoint(url.rstrip("/"), exchange, _secret(exchange))
    else:
        endpoint, _ = target.find(exchange, name, clouds.find(cloud), confirm)
    spelt = tuple(feed.market(market) for market in markets)
    forgotten = recent.into(overflow) if overflow else recent.ignore
    _carry(FeedSource(exchange, feed, spelt, most), endpoint, seconds, forgotten, as_json=as_json)


def _carry(
    source: FeedSource,
    endpoint: WebhookEndpoint,
    seconds: float | None,
    overflow: recent.Overflow,
    *,
    as_json: bool,
) -> None:
    """Run the bridge and print its report.

    Raises:
        Refusal: the extra `bridge` is not installed.
        Failure: it stopped early, or trades are missing.
    """
    try:
        from market.bridge import run  # noqa: PLC0415 (the extra may be missing)
    except ModuleNotFoundError:
        raise Refusal(
            "The library websockets is missing; install it: pip install 'market-pipelines[bridge]'."
        ) from None
    printer = Reporter(out=Console(stderr=True)) if as_json else Reporter()
    with printer.step("bridge") as step:
        status = _Status(printer, step)
        done = asyncio.run(run.bridge(source, endpoint, seconds, status.show, overflow=overflow))
        step.result = f"{source.exchange} {', '.join(source.markets)}"
    if as_json:
        typer.echo(json.dumps(report.document(done.ledger)))
    else:
        for line in report.lines(done.ledger):
            printer.say(line)
    if done.failure:
        raise done.failure
    if not done.ledger.is_whole:
        known = "are" if done.ledger.misses_known else "may be"
        raise Failure(f"Trades {known} missing; the report names them.")


@dataclass
class _Status:
    """Shows the state of the run: in one line of a terminal, or now and then in the log."""

    printer: Reporter
    step: ProgressStep
    shown: float = field(default_factory=time.monotonic)

    def show(self, ledger: Ledger, queued: int) -> None:
        text = report.status(ledger, queued)
        self.step.say(text)
        if not self.printer.out.is_terminal and time.monotonic() - self.shown > _LOG_SECONDS:
            self.shown = time.monotonic()
            self.printer.say(text)


def _feed(exchange: str, url: str) -> Feed:
    if exchange not in FEEDS:
        raise Refusal(f"{exchange} has no bridge; choose one of: {', '.join(FEEDS)}.")
    return replace(FEEDS[exchange], url=url) if url else FEEDS[exchange]


def _secret(exchange: str) -> str:
    """From the environment: an argument would be seen in the list of processes."""
    if SECRET not in os.environ:
        raise Refusal(f"--url needs the webhook secret of {exchange} in the variable {SECRET}.")
    return secrets.check(exchange, os.environ[SECRET])


def _seconds(length: str, until: str) -> float | None:
    """How long to run; None without a limit.

    Raises:
        Refusal: both limits are given, one is unreadable, or the time is over.
    """
    if length and until:
        raise Refusal("Pass either --for or --until.")
    if until:
        end = moment(until)
        left = (end - datetime.now(UTC)).total_seconds() if end else 0
        if left <= 0:
            raise Refusal(f"{until} is over; pass a later --until.")
        return left
    if not length:
        return None
    found = _LENGTH.fullmatch(length)
    if found is None:
        raise Refusal(f"{length!r} is no length of time; write it like 90s, 10m, 8h or 7d.")
    return float(found[1]) * _UNITS[found[2]]
