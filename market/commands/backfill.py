"""The command that loads history from files."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import ProgressStep, Reporter
from gitops.adapters.errors import Failure, Refusal
from gitops.commands.options import CloudName, Confirm, Suffix, Where, suffix_of
from gitops.environment.settings import is_protected
from lambda_src.webhook_processor.ticks import Receipt
from market.backfill import files
from market.backfill.forms import HistorySource
from market.backfill.loading import WRITERS, Loaded, load
from market.backfill.reading import Rejections, ticks
from market.backfill.stored import KnownTable
from market.backfill.target import target
from market.normalize import GENERIC, known_exchanges

# As many hexadecimal digits of the file's SHA-256 as name a load.
LOAD_DIGITS = 16


def backfill(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV (.gz, .zip) or Parquet.")
    ],
    exchange: Annotated[str, typer.Option(help="The exchange, as in the webhook path.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    market: Annotated[
        str, typer.Option(help="The market, if neither the rows nor the file name give it.")
    ] = "",
    interval: Annotated[str, typer.Option(help="The interval of candles: 1m, 4h, 1d.")] = "",
    rate: Annotated[
        float | None,
        typer.Option(min=0.1, help="Ticks per second; by default half of what the table allows."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count only.")] = False,
    confirm: Confirm = "",
) -> None:
    """Load history into the table; repeat it at will: no tick is stored twice."""
    name = suffix_of(suffix)
    if exchange == GENERIC or exchange not in known_exchanges():
        known = ", ".join(each for each in known_exchanges() if each != GENERIC)
        raise Refusal(f"Unknown exchange {exchange!r}; choose one of: {known}.")
    if is_protected(name) and confirm != name and not dry_run:
        raise Refusal(f"{name} is a protected environment; confirm with --confirm {name}.")
    into, report, rejected = target(name, clouds.find(cloud)), Reporter(), 0
    for path in paths:
        symbol, period = files.archived(path)
        source = HistorySource(exchange, market or symbol, interval or period)
        table = into.table(rate, dry_run=dry_run)
        with report.step("dry run" if dry_run else "backfill") as step:
            rejections = _load(path, source, table, step)
        for line in _rejected(rejections):
            report.say(line)
        rejected += rejections.counts.total()
    if rejected:
        raise Failure(f"{rejected} rows were rejected; all others were accepted.")


def _load(path: Path, source: HistorySource, table: KnownTable, step: ProgressStep) -> Rejections:
    now_ms, load_id = time.time_ns() // 1_000_000, files.digest(path)[:LOAD_DIGITS]
    rejections = Rejections()
    receipt = Receipt(f"backfill/{load_id}", now_ms, load_id)
    read = ticks(files.rows(path), source, now_ms, rejections)
    with ThreadPoolExecutor(WRITERS) as writers:
        loaded = load(
            read, receipt, table, writers, lambda now: step.say(f"{path.name}: {_progress(now)}")
        )
    step.result = f"{path.name}: {_progress(loaded)}{_range(loaded)} (load {load_id})"
    return rejections


def _progress(loaded: Loaded) -> str:
    crowded = f", {loaded.crowded} without a free slot" if loaded.crowded else ""
    return (
        f"{loaded.ticks} ticks, {loaded.stored} stored, {loaded.there} were there{crowded};"
        f" {len(loaded.series)} series"
    )


def _range(loaded: Loaded) -> str:
    if loaded.first is None or loaded.last is None:
        return ""
    return f", {_day(loaded.first)} to {_day(loaded.last)}"


def _day(time_ms: Decimal) -> str:
    return datetime.fromtimestamp(float(time_ms) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rejected(rejections: Rejections) -> list[str]:
    return [
        f"rejected  {count} rows: {reason}, first in row {rejections.first[reason]}"
        for reason, count in rejections.counts.most_common()
    ]
