"""The command that shows the ticks in a payload."""

import json
import sys
from typing import Annotated

import typer

from gitops.adapters.errors import Refusal
from market import as_stored
from market import normalize as normalizer


def normalize(
    *,
    exchange: Annotated[
        str, typer.Option(help="The exchange that sent the body on standard input.")
    ] = "",
    jsonl: Annotated[
        bool, typer.Option(help="Read JSON lines {exchange, body, received_ms} instead.")
    ] = False,
    stored: Annotated[
        bool,
        typer.Option(
            "--as-stored",
            help="With --jsonl: check times against received_ms and find duplicates, with a status"
            " for each tick, as webhook-processor would with an empty table.",
        ),
    ] = False,
) -> None:
    """Show the ticks that webhook-processor reads from a payload: one JSON line per body."""
    if bool(exchange) == jsonl:
        raise Refusal("Pass either --exchange, for example --exchange kraken, or --jsonl.")
    if stored and not jsonl:
        raise Refusal("--as-stored needs --jsonl, whose lines say when each body arrived.")
    if jsonl:
        for reading in (as_stored if stored else normalizer).readings(sys.stdin):
            print(json.dumps(reading))  # noqa: T201 (the result, for a pipe)
        return
    if exchange not in normalizer.known_exchanges():
        known = ", ".join(normalizer.known_exchanges())
        raise Refusal(f"Unknown exchange {exchange!r}; choose one of: {known}.")
    print(json.dumps(normalizer.reading(exchange, sys.stdin.buffer.read())))  # noqa: T201
