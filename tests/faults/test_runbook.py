"""Every command of docs/operations.md runs as it is written, in the deployed environment.

All at night; for each commit a tenth of the entries, and one of the short procedures.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gitops.adapters.paths import ROOT, EnvironmentPaths
from tests.share import NIGHTLY, of_commit
from tests.stacks.runbook import BLOCK, ENTRY, PAGE, SEVERITY

TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
ENTRIES = {name: text for name, text in ENTRY.findall(TEXT) if SEVERITY.search(text)}
SHORT, DEPLOYING = ("Restore a table", "Rotate a webhook secret"), ("Emergency stop",)
ROLLBACK = "Roll back to an earlier commit"
# Settings and records are no commands.
DATA = {"toml", "json"}
# The CLI of version 1 ignores AWS_ENDPOINT_URL for SQS: docs/traps.md.
AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'
[_PREPARED] = [block for _, block in BLOCK.findall(SECTIONS["Before you start"])]


def _run(text: str, suffix: str, folder: Path = ROOT, **variables: str) -> None:
    """Run the blocks of a text one after the other; none may fail."""
    blocks = [(language, block) for language, block in BLOCK.findall(text) if language not in DATA]
    assert blocks
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, **variables, "S": suffix, "PATH": path, "PYTHONPATH": str(folder)}
    for language, block in blocks:
        script = f"set -euo pipefail\n{AWS}{_PREPARED}\nS={suffix}\n{block}"
        program = ["bash", "-c", script] if language == "bash" else [sys.executable, "-c", block]
        done = subprocess.run(
            program, cwd=folder, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("name", of_commit(sorted(ENTRIES), 0.1))
def test_the_commands_of_an_entry_run(environment: str, name: str) -> None:
    _run(ENTRIES[name], environment)


@pytest.mark.parametrize("name", [*SHORT, *DEPLOYING] if NIGHTLY else of_commit(SHORT, 0.5))
def test_a_procedure_runs(environment: str, name: str) -> None:
    _run(SECTIONS[name], environment)


def test_no_command_is_left_out() -> None:
    run = [_PREPARED] + [
        block
        for text in (
            *ENTRIES.values(),
            *(SECTIONS[name] for name in (*SHORT, *DEPLOYING, ROLLBACK)),
        )
        for _, block in BLOCK.findall(text)
    ]

    assert sorted(run) == sorted(block for kind, block in BLOCK.findall(TEXT) if kind not in DATA)


if NIGHTLY:

    def test_a_clean_clone_deploys_an_earlier_commit(environment: str, tmp_path: Path) -> None:
        clone = tmp_path / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        (clone / ".venv-checkov").symlink_to(ROOT / ".venv-checkov")
        home = EnvironmentPaths(environment).home
        shutil.copytree(home, clone / home.relative_to(ROOT))

        _run(SECTIONS[ROLLBACK], environment, clone, COMMIT="HEAD")
