"""The policy hook on an unchanged tree against a full synthesis."""

import os
import tempfile
from pathlib import Path

import yaml

from benchmarks.timing import ratio, run
from policies.gate.synthesis import synthesize

ROUNDS = 5
CONFIG = Path(".pre-commit-config.yaml")


def measure() -> dict[str, float]:
    """`precommit.warm_vs_synth`: the hook's own command, once its synthesis is there."""
    hook = _entry("policies").split()
    run(hook, dict(os.environ))
    value = ratio(lambda: run(hook, dict(os.environ)), _synthesize, ROUNDS)
    return {"precommit.warm_vs_synth": value}


def _synthesize() -> None:
    """Into a new folder: one that is current already would be left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        synthesize(Path(folder))


def _entry(hook: str) -> str:
    (repository,) = yaml.safe_load(CONFIG.read_text())["repos"]
    return str(next(each["entry"] for each in repository["hooks"] if each["id"] == hook))
