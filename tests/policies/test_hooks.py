"""What a commit is checked by needs nothing from elsewhere, and misses nothing that matters."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.gate.synthesis import ROOT
from stacks.fingerprint import SOURCES

CONFIG = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for repository in CONFIG["repos"] for hook in repository["hooks"]
}


def test_no_repository_of_hooks_is_cloned() -> None:
    assert {repository["repo"] for repository in CONFIG["repos"]} == {"local"}
    assert {hook["language"] for hook in HOOKS.values()} == {"system"}


def test_format_lint_types_workflows_secrets_and_policies_are_checked() -> None:
    assert set(HOOKS) == {"format", "lint", "types", "workflows", "secrets", "policies"}


# The archives of the functions are made of these.
PACKAGED = ("lambda_src/**/*.py", "gitops/adapters/package.py")


@pytest.mark.parametrize("pattern", [*SOURCES, *PACKAGED, "policies/**/*.py", "policies/*.toml"])
def test_the_policies_run_whenever_what_they_depend_on_changes(pattern: str) -> None:
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)]

    assert files
    assert [file for file in files if not re.search(HOOKS["policies"]["files"], file)] == []


def _hook(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "hook", folder / ".ci" / "hook")
    return subprocess.run(
        [".ci/hook", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_in_a_fresh_clone_every_hook_says_what_to_do(tmp_path: Path) -> None:
    done = _hook(tmp_path, "ruff", "check")

    assert {hook["entry"].split()[0] for hook in HOOKS.values()} == {".ci/hook"}
    assert done.returncode == 1
    assert done.stderr == "The tools are not installed yet; run make setup.\n"


def test_after_the_set_up_a_hook_runs_the_tools_of_the_environment(tmp_path: Path) -> None:
    tool = tmp_path / ".venv" / "bin" / "ruff"
    tool.parent.mkdir(parents=True)
    tool.write_text('#!/bin/sh\necho "ours: $*"\nexit 7\n')
    tool.chmod(0o755)
    (tmp_path / ".venv" / ".ready").touch()

    done = _hook(tmp_path, "ruff", "check", "a b.py")

    assert (done.returncode, done.stdout) == (7, "ours: check a b.py\n")
