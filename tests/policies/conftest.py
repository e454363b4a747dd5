"""The stacks as the app command synthesizes them, once per test run."""

from pathlib import Path

import pytest

from gitops.adapters.package import package
from policies.gate.synthesis import EXAMPLE, EXAMPLE_ACCOUNT, synthesize


@pytest.fixture(scope="session", autouse=True)
def _archives() -> None:
    """The app command takes the functions as they were packaged."""
    package()


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "cdktf.out"
    synthesize(folder)
    return folder


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stacks of an environment in which everything is set."""
    folder = tmp_path_factory.mktemp("everything") / "cdktf.out"
    synthesize(folder, arguments=EXAMPLE)
    return folder


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The account's own stack, of no real account."""
    folder = tmp_path_factory.mktemp("account") / "cdktf.out"
    synthesize(folder, arguments=EXAMPLE_ACCOUNT)
    return folder
