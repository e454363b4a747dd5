"""The stack is synthesized once: starting jsii takes seconds, another App in its process little."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.package import package
from stacks.__main__ import load
from stacks.environment import Environment
from tests.pipelines import CRYPTO, MARKET

ROOT = Path(__file__).resolve().parents[2]
EXCHANGES = {"coinbase": "https://coinbase.example", "kraken": "https://kraken.example"}

Document = dict[str, Any]
Synthesize = Callable[..., Document]


@pytest.fixture(scope="session", autouse=True)
def _node_beside_python() -> None:
    """Jsii takes Node from PATH."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    """Synthesizes one stack with some settings and returns its JSON."""
    artifacts = tmp_path_factory.mktemp("artifacts")
    package(artifacts)

    def synthesized(stack: str = CRYPTO, **settings: Any) -> Document:
        from cdktf import App  # noqa: PLC0415 (only those tests that need it pay for its start)

        folder = tmp_path_factory.mktemp("synth")
        app = App(outdir=str(folder))
        chosen = {"suffix": "pr-7", "exchange_endpoints": EXCHANGES, **settings}
        load(stack)(app, stack, Environment(**chosen), artifacts)
        app.synth()
        document: Document = json.loads((folder / "stacks" / stack / "cdk.tf.json").read_text())
        return document

    return synthesized


@pytest.fixture(scope="session")
def stack(synthesize: Synthesize) -> Document:
    return synthesize(expires_at="2026-12-01T00:00:00Z")


@pytest.fixture(scope="session")
def resources(stack: Document) -> dict[str, dict[str, Document]]:
    found: dict[str, dict[str, Document]] = stack["resource"]
    return found


@pytest.fixture(scope="session")
def market(synthesize: Synthesize) -> Document:
    return synthesize(MARKET, expires_at="2026-12-01T00:00:00Z")
