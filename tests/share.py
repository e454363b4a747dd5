"""Of the longest tests a share runs for each commit, with each another; all with NIGHTLY=1."""

import os
import random
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def leave_out(config: pytest.Config, items: list[pytest.Item], place: Path, share: float) -> None:
    """Deselect all but a share of the tests below a folder or in a file, chosen by the commit."""
    there = [item for item in items if item.path.is_relative_to(place)]
    if os.environ.get("NIGHTLY") or len(there) < 2:  # one was asked for by name
        return
    chosen = random.Random(commit()).sample(there, max(1, round(len(there) * share)))
    rest = [item for item in there if item not in chosen]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if item not in rest]


def commit() -> str:
    """The commit that is tested: the seed of whatever is chosen for it."""
    return subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True)
