"""The stacks as the app command synthesizes them, once per test run."""

from pathlib import Path

import pytest

from policies.gate.synthesis import synthesize


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "cdktf.out"
    synthesize(folder)
    return folder
