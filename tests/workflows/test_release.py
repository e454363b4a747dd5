"""A tag becomes a release with the notes of its version, or says what is missing."""

import os
import re
import shutil
import subprocess
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = """# Changelog

## Unreleased

- Later.

## 1.2.3 - 2026-01-31

### Fixed

- A fault.

## 1.2.2 - 2026-01-01

- Earlier.
"""
NOTES_FILE, WHEEL = "build/release/notes.md", "build/release/x-1.2.3.whl"
NOTES = "\n### Fixed\n\n- A fault.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working copy at version 1.2.3; `uv` and `gh` note what they are called with."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "bin").mkdir()
    _tool(tmp_path / "bin" / "uv", f'touch {WHEEL}; echo "uv $*" >> calls')
    _tool(tmp_path / "bin" / "gh", 'echo "gh $*" >> calls')
    return tmp_path


def _tool(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("tag", ["v1.2.3", "refs/tags/v1.2.3"])
def test_a_release_has_the_wheel_and_the_notes_of_its_version(folder: Path, tag: str) -> None:
    done = _run(folder, ".ci/release", tag)

    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "calls").read_text().splitlines() == [
        "uv build --quiet --wheel --out-dir build/release",
        f"gh release create v1.2.3 --verify-tag --title v1.2.3 --notes-file {NOTES_FILE} {WHEEL}",
    ]
    assert (folder / NOTES_FILE).read_text() == NOTES


def test_a_tag_of_another_version_publishes_nothing(folder: Path) -> None:
    done = _run(folder, ".ci/release", "v1.2.4")

    assert done.returncode == 2
    assert "pyproject.toml says version 1.2.3; the tag must be v1.2.3." in done.stderr
    assert not (folder / "calls").exists()


@pytest.mark.parametrize("version", ["1.2", "2.0.0", "v"])
def test_a_version_without_notes_is_refused(folder: Path, version: str) -> None:
    done = _run(folder, ".ci/release-notes", version)

    assert done.returncode == 2
    assert "CHANGELOG.md says nothing about" in done.stderr


def test_the_changelog_is_dated_and_newest_first() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "Unreleased"
    released = [
        re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", one) for one in headings[1:]
    ]
    assert all(released), headings
    versions = [tuple(map(int, one.groups()[:3])) for one in released if one]
    days = [date.fromisoformat(one.group(4)) for one in released if one]
    assert all(newer > older for newer, older in pairwise(versions))
    assert all(newer >= older for newer, older in pairwise(days))
