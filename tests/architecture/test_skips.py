"""A run in which a test was skipped is not green."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPS = {
    "a mark": "@pytest.mark.skip(reason='no data')\ndef test(): pass",
    "a condition": "@pytest.mark.skipif(True, reason='no data')\ndef test(): pass",
    "a call": "def test(): pytest.skip('no data')",
    "a fixture": "@pytest.fixture\ndef it(): pytest.skip('no data')\ndef test(it): pass",
    "a module": "pytest.skip('no data', allow_module_level=True)",
    "a missing import": "pytest.importorskip('no_data')\ndef test(): pass",
    "an expected failure": "@pytest.mark.xfail(reason='no data')\ndef test(): assert False",
    "an unexpected success": "@pytest.mark.xfail(reason='no data')\ndef test(): pass",
}


def _run(folder: Path, source: str, *options: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]")
    (folder / "test_it.py").write_text(f"import pytest\n{source}\n")
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "tests.skips", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*argv, "-c", str(folder / "pytest.ini"), *options, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("source", [pytest.param(each, id=name) for name, each in SKIPS.items()])
def test_a_test_is_not_left_out_by(source: str, tmp_path: Path) -> None:
    code, said = _run(tmp_path, source)

    assert code in {1, 2}, said
    assert "A skipped test proves nothing: " in said
    assert "no data" in said or "no_data" in said


def test_a_test_that_runs_is_none_that_is_skipped(tmp_path: Path) -> None:
    assert _run(tmp_path, "def test(): pass")[0] == 0


def test_who_writes_a_test_may_allow_it(tmp_path: Path) -> None:
    assert _run(tmp_path, SKIPS["a call"], "--allow-skips")[0] == 0
