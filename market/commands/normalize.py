"""The command that shows what a payload becomes."""

import json
import sys
from typing import Annotated

import typer

from gitops.adapters.errors import Refusal
from market import normalize as normalizer


def normalize(
    *,
    exchange: Annotated[str, typer.Option(help="Who sent the body on standard input.")] = "",
    jsonl: Annotated[
        bool, typer.Option(help="Read JSON lines {exchange, body, received_ms} instead.")
    ] = False,
) -> None:
    """Show which ticks webhook-processor reads in a payload: one JSON line for each body."""
    if bool(exchange) == jsonl:
        raise Refusal("Say who sent the body (--exchange kraken), or pass JSON lines (--jsonl).")
    if jsonl:
        for reading in normalizer.readings(sys.stdin):
            print(json.dumps(reading))  # noqa: T201 (the result, for a pipe)
        return
    if exchange not in normalizer.known_exchanges():
        known = ", ".join(normalizer.known_exchanges())
        raise Refusal(f"No adapter reads {exchange!r}; choose one of: {known}.")
    print(json.dumps(normalizer.reading(exchange, sys.stdin.buffer.read())))  # noqa: T201
