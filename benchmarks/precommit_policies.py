"""The policy hook on an unchanged tree against a full synthesis."""

import os
import tempfile
from pathlib import Path

import yaml

from benchmarks.timing import ratio, run
from policies.gate.synthesis import current, synthesize

ROUNDS = 5
CONFIG = Path(".pre-commit-config.yaml")


def measure() -> dict[str, float]:
    """`precommit.warm_vs_synth`: the hook's own command, once its synthesis is there."""
    hook = _entry("policies").split()
    current()
    with tempfile.TemporaryDirectory() as folder:
        value = ratio(lambda: run(hook, dict(os.environ)), lambda: synthesize(Path(folder)), ROUNDS)
    return {"precommit.warm_vs_synth": value}


def _entry(hook: str) -> str:
    (repository,) = yaml.safe_load(CONFIG.read_text())["repos"]
    return str(next(each["entry"] for each in repository["hooks"] if each["id"] == hook))
