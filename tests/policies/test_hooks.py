"""What a commit is checked by needs nothing from elsewhere, and misses nothing that matters."""

import re
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
