"""A run in which a test was skipped is not green."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPS = {
    "mark": "@pytest.mark.skip(reason='no data')\ndef test(): pass",
    "condition": "@pytest.mark.skipif(True, reason='no data')\ndef test(): pass",
    "call": "def test(): pytest.skip('no data')",
    "fixture": "@pytest.fixture\ndef it(): pytest.skip('no data')\ndef test(it): pass",
    "module": "pytest.skip('no data', allow_module_level=True)",
    "missing_import": "pytest.importorskip('no_data')\ndef test(): pass",
    "expected_failure": "@pytest.mark.xfail(reason='no data')\ndef test(): assert False",
    "unexpected_success": "@pytest.mark.xfail(reason='no data')\ndef test(): pass",
}


def _run(folder: Path, sources: dict[str, str], *options: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]")
    for name, source in sources.items():
        (folder / f"test_{name}.py").write_text(f"import pytest\n{source}\n")
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "tests.skips", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*argv, "--continue-on-collection-errors", *options, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_way_to_leave_a_test_out_fails(tmp_path: Path) -> None:
    code, said = _run(tmp_path, {**SKIPS, "that_runs": "def test(): pass"})

    assert code == 1, said
    assert "3 failed, 1 passed, 5 errors" in said, said
    assert "A skipped test proves nothing: no data" in said


def test_who_writes_a_test_may_allow_it(tmp_path: Path) -> None:
    code, said = _run(tmp_path, SKIPS, "--allow-skips")

    assert code == 0, said
    assert "6 skipped, 1 xfailed, 1 xpassed" in said
