"""What a command prints is text to GitHub, whatever a pull request put into it."""

import os
import re
import subprocess
import sys

from gitops.adapters.paths import ROOT

STOP = re.compile(r"::stop-commands::([0-9a-f]{32})")


def _printed(**environ: str) -> tuple[str, list[str]]:
    """Standard output, and the lines of standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "gitops", "outputs", "--suffix", "of-nobody"],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    return done.stdout, done.stderr.splitlines()


def test_in_a_workflow_commands_stop_before_anything_is_printed() -> None:
    printed, first = _printed(GITHUB_ACTIONS="true")
    _, second = _printed(GITHUB_ACTIONS="true")

    tokens = [found[1] for lines in (first, second) if (found := STOP.fullmatch(lines[0]))]
    assert len(set(tokens)) == 2
    assert printed == ""
    # Nobody can resume who does not know the token, and we do not.
    assert not [line for line in first[1:] if tokens[0] in line or line.startswith("::")]


def test_elsewhere_nothing_is_printed_for_github() -> None:
    assert not [line for line in _printed()[1] if "::" in line]
