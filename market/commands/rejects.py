"""The command that lists rejected ticks."""

import json
import sys
import time
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import reporter
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from market.rejects import Reject, RejectLog

if TYPE_CHECKING:
    from collections.abc import Iterable

FORM = "{at:<24}  {exchange:<12}  {reason:<22}  {ticks:>5}  {request_id}"
HEADINGS = {name: name for name in ("at", "exchange", "reason", "ticks")} | {
    "request_id": "request"
}


def rejects(
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    last: Annotated[int, typer.Option(min=1, help="How many to list at most.")] = 20,
    hours: Annotated[float, typer.Option(min=0, max=72, help="How far to look back.")] = 24.0,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Then wait for new ones; stop with Ctrl-C.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON line for each.")] = False,
) -> None:
    """List the last rejected ticks with exchange, reason and request; never a body."""
    log = RejectLog(clouds.find(cloud), suffix_of(suffix))
    start_ms = time.time_ns() // 1_000_000 - int(hours * 3_600_000)
    found: Iterable[Reject] = log.since(start_ms)[-last:]
    if not found and not follow:
        said = reporter(for_machines=as_json)
        said.say(f"Nothing was rejected in {suffix} in the last {hours:g} hours.")
        return
    if not as_json:
        _print(FORM.format(**HEADINGS))
    for each in chain(found, log.follow(start_ms) if follow else ()):
        _print(json.dumps(asdict(each)) if as_json else FORM.format(**asdict(each)))


def _print(line: str) -> None:
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()  # a pipe shows each one at once
