"""A module of tests that leaves something behind fails itself, not the next one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAKS = {
    "import localcloud.server as s\ndef test(): s.EmbeddedCloud()": "patches of moto",
    "import moto\ndef test(): moto.mock_aws().start()": "mock_aws",
}
CLEAN = """
import localcloud, moto
def test_patches():
    with localcloud.running(): pass
def test_mock():
    with moto.mock_aws(): pass
"""


def _run(folder: Path, source: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]")
    (folder / "test_it.py").write_text(source)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.leaks",
            "-p",
            "no:cacheprovider",
            folder,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("source", "left"), LEAKS.items(), ids=LEAKS.values())
def test_what_a_module_leaves_behind_fails_it(tmp_path: Path, source: str, left: str) -> None:
    code, said = _run(tmp_path, source)

    assert code == 1, said
    assert "test_it.py leaves behind: " in said, said
    assert left in said, said


def test_who_cleans_up_passes(tmp_path: Path) -> None:
    code, said = _run(tmp_path, CLEAN)

    assert code == 0, said
