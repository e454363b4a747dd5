"""A fork of this repository: a copy of the files that git knows, with a history of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests import working_copy

# What a shell may hold must not lead a command elsewhere.
SCRUBBED = ("AWS_", "MARKET_", "GITHUB_", "PYTEST_", "ENVIRONMENT_SUFFIX", "STATE_BUCKET")
AUTHOR = ("-c", "user.name=fork", "-c", "user.email=fork@example.com")


class Fork:
    """The working copy of somebody who adopts the repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        working_copy.write(folder)
        git(folder, "init", "--quiet")
        git(folder, "add", "--all")
        git(folder, *AUTHOR, "commit", "--quiet", "--message", "Fork")
        (folder / ".venv").symlink_to(working_copy.ROOT / ".venv")

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a Python module in the fork; return what it printed.

        Raises:
            AssertionError: it ended with another code.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith(SCRUBBED)}
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def delete(self, *names: str) -> None:
        """Delete files, and folders with all that is in them."""
        for name in names:
            path = self.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def edit(self, name: str, changes: Mapping[str, str]) -> None:
        """Replace texts in a file, as a person would.

        Raises:
            AssertionError: a text is not there any more.
        """
        path = self.folder / name
        text = path.read_text()
        for old, new in changes.items():
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new)
        path.write_text(text)

    def changed(self) -> list[str]:
        """The files of the original that are there still, but not as they were."""
        lines = git(self.folder, "diff", "--name-only", "--diff-filter=M", "HEAD").splitlines()
        return sorted(lines)

    def added(self) -> list[str]:
        """The Python files that the original does not have."""
        others = ("ls-files", "--others", "--exclude-standard", "*.py")
        return sorted(git(self.folder, *others).splitlines())


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
