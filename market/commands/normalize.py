"""The command that shows the ticks in a payload."""

import json
import sys
from typing import Annotated

import typer

from gitops.adapters.errors import Refusal
from market import normalize as normalizer


def normalize(
    *,
    exchange: Annotated[
        str, typer.Option(help="The exchange that sent the body on standard input.")
    ] = "",
    jsonl: Annotated[
        bool, typer.Option(help="Read JSON lines {exchange, body, received_ms} instead.")
    ] = False,
) -> None:
    """Show the ticks that webhook-processor reads from a payload: one JSON line per body."""
    if bool(exchange) == jsonl:
        raise Refusal("Pass either --exchange, for example --exchange kraken, or --jsonl.")
    if jsonl:
        for reading in normalizer.readings(sys.stdin):
            print(json.dumps(reading))  # noqa: T201 (the result, for a pipe)
        return
    if exchange not in normalizer.known_exchanges():
        known = ", ".join(normalizer.known_exchanges())
        raise Refusal(f"Unknown exchange {exchange!r}; choose one of: {known}.")
    print(json.dumps(normalizer.reading(exchange, sys.stdin.buffer.read())))  # noqa: T201
