"""`make` without a target lists every target, in groups."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _help() -> str:
    # CURDIR decides nothing here: the recipe reads the Makefile alone.
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_targets_are_grouped() -> None:
    groups = re.findall(r"^(\S.*)\n((?:  .+\n)+)", _help(), re.MULTILINE)

    assert [name for name, _ in groups][:2] == ["Set-up", "Every day"]
    assert len(groups) >= 4


def test_every_target_that_is_no_file_is_listed_with_what_it_does() -> None:
    declared = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = re.findall(r"^  (\S+) +\S.*$", _help(), re.MULTILINE)

    assert sorted(listed) == sorted(" ".join(declared).split())


def test_a_line_of_help_fits_a_terminal() -> None:
    assert [line for line in _help().splitlines() if len(line) > 120] == []
