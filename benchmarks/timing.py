"""Wall times of whole processes, measured in turns so that noise hits both sides alike."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def ratio(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> float:
    """Median time of `ours` over median time of `theirs`, each run once more before to warm up."""
    ours()
    theirs()
    times = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return statistics.median(t[0] for t in times) / statistics.median(t[1] for t in times)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of `work`."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def run(argv: Sequence[str], env: dict[str, str], good: Sequence[int] = (0,)) -> None:
    """Run a process to its end, silently.

    Raises:
        RuntimeError: it ended with another exit code than expected; nothing was measured.
    """
    done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in good:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}: {done.stderr[-2000:]}")
