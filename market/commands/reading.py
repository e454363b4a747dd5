"""What the commands that read prices share: the environment, ranges of time, progress."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import typer
from rich.console import Console

from gitops.adapters import cloud as clouds
from gitops.adapters.aws import client
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.commands.options import CloudName, suffix_of
from gitops.environment.settings import settings_of
from market.reading.errors import NoTable, ReadingError
from market.reading.formats import rfc3339
from market.reading.output import Format
from market.reading.price_table import OnPage
from market.reading.reader import LATE, PriceReader

USUAL_LAST = 20

Market = Annotated[
    str,
    typer.Argument(
        help="The market, such as BTC-USD, or one series, such as BTC-USD@kraken:ticker."
    ),
]
Exchange = Annotated[str | None, typer.Option(help="The exchange, or exchange.venue for alerts.")]
Last = Annotated[int | None, typer.Option(min=1, help="The newest N; without a range, 20.")]
From = Annotated[
    str | None, typer.Option("--from", help="From this time on (ISO 8601; UTC without a zone).")
]
To = Annotated[str | None, typer.Option("--to", help="Up to, but not including, this time.")]
Form = Annotated[
    Format, typer.Option("--format", help="Numbers stay exact; Parquet goes to a file or pipe.")
]


def market_name(text: str) -> str:
    """The market or series as the table writes it: markets in upper case."""
    market, at, place = text.strip().partition("@")
    return f"{market.upper()}{at}{place.lower()}"


def moment(text: str | None) -> datetime | None:
    """The time that an option gives; UTC if it has no zone.

    Raises:
        Refusal: it is none.
    """
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(
            f"{text!r} is no time; write it like 2026-11-26 or 2026-11-26T13:00:00Z."
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def last_of(last: int | None, start: str | None, end: str | None) -> int | None:
    """How many are wanted: all of a range, else the usual number.

    Raises:
        Refusal: both a number and a range are given.
    """
    ranged = start is not None or end is not None
    if last is not None and ranged:
        raise Refusal("Pass either --last or a range with --from and --to.")
    return None if ranged else last or USUAL_LAST


@contextmanager
def opened(suffix: str, cloud: CloudName, *, attempts: int | None = None) -> Iterator[PriceReader]:
    """The reader of an environment; its errors become refusals with the remedy.

    Progress is shown on standard error, if that is a terminal and standard output is none.
    """
    name, where = suffix_of(suffix), clouds.find(cloud)
    late = timedelta(seconds=settings_of(name).get("max_behind_seconds", LATE.total_seconds()))
    with _progress() as on_page:
        table = client(where, "dynamodb", attempts=attempts)
        reader = PriceReader(f"crypto-prices-{name}", table, on_page=on_page, late=late)
        try:
            yield reader
            sys.stdout.flush()
        except NoTable as error:
            raise Refusal(
                f"{error} Deploy the environment:"
                f" gitops deploy --suffix {name} --cloud {cloud.value}"
            ) from None
        except ReadingError as error:
            raise Refusal(str(error)) from None
        except BrokenPipeError:
            # The reader of our output has seen enough; nothing is flushed into its pipe at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _progress() -> Iterator[OnPage | None]:
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield None
        return
    with Console(stderr=True).status("reading") as status:

        def show(count: int, timestamp: Decimal) -> None:
            status.update(f"{count:,} ticks read, now at {rfc3339(timestamp)}")

        yield show


def refuse_terminal(form: Format) -> None:
    """Refuse to write bytes into a terminal.

    Raises:
        Refusal: standard output is one.
    """
    if form is Format.parquet and sys.stdout.isatty():
        raise Refusal("Parquet is binary; redirect it into a file, for example: > prices.parquet")


def warn_of_nothing(reader: PriceReader, market: str, exchange: str | None) -> None:
    """Warn on standard error that nothing was found, and say when the newest price is of."""
    newest = next(reader.ticks(market, exchange=exchange, last=1), None)
    when = "no prices at all" if newest is None else f"its newest is of {rfc3339(newest.timestamp)}"
    Reporter().warn(f"Nothing of {market} was found in this range; {when}.")
