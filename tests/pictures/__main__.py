"""Runs a cycle and a plan in a copy of the working copy, and takes a picture of each.

Pictures that people look at and nobody can make again are soon wrong.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests import working_copy
from tests.pictures import comment, live_view, terminal

PICTURES = working_copy.ROOT / "docs" / "pictures"
# What a reviewer would see in any week: capacity, what is an alert, and who hears of alarms.
CHANGE = """
[suffix.pr-7]
price_enricher_concurrency = 8
data_processor_concurrency = 8
operations_email = "on-call@example.com"
alert_thresholds = { default = { high = "120000", low = "80000" } }
"""


def main() -> None:
    """Write every picture into docs/pictures/."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    live_view.write(PICTURES / "watch.png")
    with tempfile.TemporaryDirectory() as folder:
        copy = working_copy.write(Path(folder) / "market-pipelines")
        printed = _gitops(copy, "cycle")
        terminal.write("make cycle", printed, PICTURES / "cycle.svg")
        terminal.write_text(printed, working_copy.ROOT / "README.md")
        _gitops(copy, "cloud", "up", "--port", "0")
        try:
            comment.write(_comment_on_a_change(copy), PICTURES / "comment.png")
        finally:
            _gitops(copy, "cloud", "down")


def _comment_on_a_change(copy: Path) -> str:
    """The comment on a pull request that changes a deployed environment."""
    _gitops(copy, "deploy", "--suffix", "pr-7")
    with (copy / "environments.toml").open("a") as settings:
        settings.write(CHANGE)
    _gitops(copy, "check", "--suffix", "pr-7")
    _gitops(copy, "plan", "--suffix", "pr-7")
    return _gitops(copy, "comment", "--suffix", "pr-7", "--dry-run")


def _gitops(copy: Path, *arguments: str) -> str:
    """What a command printed in the copy."""
    done = subprocess.run(
        [sys.executable, "-m", "gitops", *arguments],
        cwd=copy,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main()
