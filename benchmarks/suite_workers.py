"""The test suite in its parallel workers against one process, wall and CPU time side by side.

A quarter of the test files, with each commit another; the whole suite with NIGHTLY=1. Of fewer,
what each worker does once (imports, a synthesis, a cloud) is too large a part.
"""

import os
import resource
import subprocess
import tomllib
from typing import NamedTuple

from benchmarks.timing import ROOT, run, seconds
from tests.share import of_commit


class Cost(NamedTuple):
    """What a run took, in seconds; `cpu` counts all processes that it started."""

    wall: float
    cpu: float


def measure() -> dict[str, float]:
    """`suite.workers_wall_vs_one` and `suite.workers_cpu_vs_one`."""
    every = _files()
    chosen = set(of_commit(every, 1 / 4))
    files = " ".join(file for file in every if file in chosen)
    one, workers = _cost(files, "PARALLEL="), _cost(files)
    return {
        "suite.workers_wall_vs_one": workers.wall / one.wall,
        "suite.workers_cpu_vs_one": workers.cpu / one.cpu,
    }


def _files() -> list[str]:
    """The test files in the order in which the suite runs them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    places = settings["tool"]["pytest"]["ini_options"]["testpaths"]
    return [file for place in places for file in _tracked(f"{place}/**/test_*.py")]


def _tracked(pattern: str) -> list[str]:
    argv = ["git", "ls-files", "--", f":(glob){pattern}"]
    return subprocess.check_output(argv, cwd=ROOT, text=True).split()


def _cost(files: str, *settings: str) -> Cost:
    before = _cpu()
    argv = ["make", "test", f"TESTS={files}", *settings]
    wall = seconds(lambda: run(argv, dict(os.environ)))
    return Cost(wall, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
