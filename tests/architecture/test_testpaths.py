"""`make test` runs every test that has no target of its own."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTEST = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
# `gitops test` runs these, against a deployed environment; the second is a project of its own.
ELSEWHERE = {"tests/integration", "tests/fixture_app"}


def test_every_folder_of_tests_is_run_by_make_test_or_has_a_target() -> None:
    tests = (ROOT / "tests").glob("*/**/test_*.py")
    folders = {f"tests/{path.relative_to(ROOT / 'tests').parts[0]}" for path in tests}
    recipes = re.findall(r"^\t.*\bpytest\b.*$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    own_target = {folder for line in recipes for folder in re.findall(r"tests/\w+", line)}

    assert folders - ELSEWHERE - own_target == set(PYTEST["testpaths"])
