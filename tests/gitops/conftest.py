"""Commands under test write below a temporary build folder."""

from pathlib import Path

import pytest

from gitops import paths


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    return tmp_path / "build"
