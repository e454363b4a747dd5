"""Synthesizes one stack, with settings of a test."""

import json
from pathlib import Path
from typing import Any

from stacks.__main__ import load
from stacks.environment import Environment

EXCHANGES = {"coinbase": "https://coinbase.example", "kraken": "https://kraken.example"}

Document = dict[str, Any]


def synthesized(folder: Path, artifacts: Path, stack: str, **settings: Any) -> Document:
    """The JSON of a stack; `artifacts` holds the packages of the functions."""
    from cdktf import App  # noqa: PLC0415 (only those tests that need it pay for its start)

    app = App(outdir=str(folder))
    chosen = {"suffix": "pr-7", "exchange_endpoints": EXCHANGES, **settings}
    load(stack)(app, stack, Environment(**chosen), artifacts)
    app.synth()
    document: Document = json.loads((folder / "stacks" / stack / "cdk.tf.json").read_text())
    return document
