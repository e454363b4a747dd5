"""The command that posts ticks for demonstrations and load."""

import itertools
import time
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.commands.options import CloudName, Confirm, Suffix, Where, suffix_of
from market.feed import report, target
from market.feed.following import Ticks
from market.feed.sending import send
from market.feed.walk import walk


def feed(
    exchange: Annotated[str, typer.Option(help="The exchange, as in the webhook path.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    rate: Annotated[float, typer.Option(min=0.1, max=1000, help="Ticks per second.")] = 10.0,
    count: Annotated[int, typer.Option(min=1, help="Total number of ticks.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same prices.")] = 1,
    confirm: Confirm = "",
) -> None:
    """Post signed ticks of a random walk; report how many were accepted, stored and enriched."""
    where, printer = clouds.find(cloud), Reporter()
    endpoint, table = target.find(exchange, suffix_of(suffix), where, confirm)
    since_ms = time.time_ns() // 1_000_000
    with printer.step("feed") as step:
        quotes = itertools.islice(walk(seed), count)
        sent = send(endpoint, quotes, rate, lambda number: step.say(f"{number} of {count} sent"))
        step.result = f"{count} ticks to {endpoint.url}/{exchange}"
    with printer.step("follow") as step:
        ticks = Ticks(where, table, exchange, sent.ids, since_ms)
        followed = ticks.follow(
            lambda now: step.say(f"{now.stored} stored, {now.enriched} enriched")
        )
        step.result = f"{followed.enriched} of {len(sent.ids)} enriched"
    for line in report.lines(sent, followed):
        printer.say(line)
    if not report.is_whole(sent, followed):
        raise Failure("Not every tick was accepted, stored and enriched.")
