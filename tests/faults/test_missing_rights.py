"""An environment without its rights fails its integration tests, and the first failure says why.

Each kind alone. The commit chooses one of the three and the shortest integration tests; all of
them with NIGHTLY=1.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from gitops.adapters.paths import ROOT, EnvironmentPaths
from tests.faults import missing_rights
from tests.share import NIGHTLY, of_commit

Sabotage = Callable[[str], AbstractContextManager[None]]
# How long an integration test waits for what cannot come.
SECONDS = 20
# Kind -> what is done, and AWS's code in the first failure: that of Systems Manager for a disabled
# key (it holds the secret of the first webhook), and of API Gateway for an API that may not invoke.
KINDS: dict[str, tuple[Sabotage, str]] = {
    "role policies deleted": (missing_rights.role_policies_deleted, "AccessDenied"),
    "keys disabled": (missing_rights.keys_disabled, "(InvalidKeyId) when calling"),
    "permissions removed": (missing_rights.permissions_removed, '500 b\'{"message": "Internal'),
}


@pytest.mark.parametrize("kind", of_commit(list(KINDS), 1 / 3))
def test_without_its_rights_an_environment_fails_and_says_why(environment: str, kind: str) -> None:
    sabotage, code = KINDS[kind]
    with sabotage(environment):
        done = _tested(f"--exitfirst --patience={SECONDS}")

    assert done.returncode == 4, done.stdout + done.stderr  # a test failed
    assert "1 of 1 integration tests failed" in done.stderr
    assert code in done.stderr, done.stderr
    assert str(EnvironmentPaths(environment).logs) in done.stderr


def test_with_its_rights_again_it_passes(environment: str) -> None:
    assert environment
    done = _tested("" if NIGHTLY else "-m smoke")

    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        "integration tests of crypto-price-processing, market-data-processing passed" in done.stdout
    )


def _tested(options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gitops", "test"],
        cwd=ROOT,
        env={**os.environ, "PYTEST_ADDOPTS": options},
        capture_output=True,
        text=True,
        check=False,
    )
