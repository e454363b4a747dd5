"""`.ci/run` says what each stage took, and ends with the first that fails."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(folder: Path, make: str) -> tuple[int, list[str]]:
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    (folder / "make").write_text(f"#!/bin/sh\n{make}\n")
    (folder / "make").chmod(0o755)
    done = subprocess.run(
        [folder / ".ci" / "run"],
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_every_stage_says_what_it_took(tmp_path: Path) -> None:
    code, lines = _run(tmp_path, "exit 0")

    assert code == 0
    assert len(lines) > 5
    assert all(re.fullmatch(r"[a-z-]+ +\d+ s  ok", line) for line in lines if line)


def test_the_first_stage_that_fails_ends_the_run(tmp_path: Path) -> None:
    code, lines = _run(tmp_path, '[ "$1" != policies ]')

    assert code == 1
    assert re.fullmatch(r"policies +\d+ s  FAILED", lines[-1])
