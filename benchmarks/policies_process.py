"""`pytest policies` as a process against Checkov as a process, on the same JSON."""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import ratio, run
from gitops.adapters import checkov
from gitops.adapters.package import package
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment.record import Record
from gitops.environment.synthesis import synthesize

ROUNDS = 5
# Checkov exits with 1 when a check fails; here only its time counts.
FINISHED = (0, 1)


def measure() -> dict[str, float]:
    """`policies.process_vs_checkov`."""
    package()
    synthesize(Record("bench", "", ""))
    synth = EnvironmentPaths("bench").synth
    with tempfile.TemporaryDirectory() as home:
        value = ratio(lambda: _policies(synth), lambda: _checkov(synth, Path(home)), ROUNDS)
    return {"policies.process_vs_checkov": value}


def _policies(synth: Path) -> None:
    run(
        [sys.executable, "-m", "pytest", "policies", "-q", f"--synth-dir={synth}"], dict(os.environ)
    )


def _checkov(synth: Path, home: Path) -> None:
    argv = [
        str(checkov.EXECUTABLE),
        "--directory", str(synth), "--framework", "terraform_json", "--skip-download",
        "--quiet", "--output", "json",
    ]  # fmt: skip
    run(argv, {**os.environ, "HOME": str(home)}, FINISHED)
