"""Of the longest tests a share runs for each commit, with each another; all with NIGHTLY=1."""

import os
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).resolve().parents[1]
NIGHTLY = bool(os.environ.get("NIGHTLY"))
T = TypeVar("T")


def of_commit(candidates: Sequence[T], share: float) -> list[T]:
    """A share of the candidates, at least one, chosen by the commit; all of them at night."""
    if NIGHTLY:
        return list(candidates)
    return random.Random(commit()).sample(candidates, max(1, round(len(candidates) * share)))


def leave_out(config: pytest.Config, items: list[pytest.Item], place: Path, share: float) -> None:
    """Deselect all but a share of the tests below a folder or in a file, chosen by the commit."""
    keep(config, items, [item for item in items if item.path.is_relative_to(place)], share)


def keep(
    config: pytest.Config, items: list[pytest.Item], there: list[pytest.Item], share: float
) -> None:
    """Deselect all but a share of these tests, chosen by the commit."""
    if len(there) < 2:  # one was asked for by name
        return
    chosen = of_commit(there, share)
    rest = [item for item in there if item not in chosen]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if item not in rest]


def commit() -> str:
    """The commit that is tested: the seed of whatever is chosen for it."""
    return subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True)
