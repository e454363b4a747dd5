"""The stack is synthesized once: starting jsii takes seconds, another App in its process little."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.package import package
from tests.pipelines import CRYPTO, MARKET
from tests.stacks.synthesis import Document, synthesized

ROOT = Path(__file__).resolve().parents[2]
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

    def chosen(stack: str = CRYPTO, **settings: Any) -> Document:
        return synthesized(tmp_path_factory.mktemp("synth"), artifacts, stack, **settings)

    return chosen


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
