"""A bare git repository that stands for the one on GitHub, and what people push to it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

AUTHOR = {
    "GIT_AUTHOR_NAME": "rehearsal",
    "GIT_AUTHOR_EMAIL": "rehearsal@example.com",
    "GIT_COMMITTER_NAME": "rehearsal",
    "GIT_COMMITTER_EMAIL": "rehearsal@example.com",
}
SETTINGS = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": str(Path(__file__).with_name("gitconfig")),
    "GIT_CONFIG_NOSYSTEM": "1",
}
MAIN = "main"


class Repository:
    """The commits of a working copy, and what is pushed on top of them."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._bare, self._desk = folder / "origin.git", folder / "desk"
        _git(folder, "clone", "--quiet", "--bare", str(source), str(self._bare))
        _git(self._bare, "update-ref", f"refs/heads/{MAIN}", "HEAD")
        _git(folder, "clone", "--quiet", "--no-checkout", str(self._bare), str(self._desk))

    def commit(self, branch: str, files: Mapping[str, str | None], *, base: str = MAIN) -> str:
        """Push a commit that changes files, on top of the branch or of `base`; its SHA.

        A file without a text is deleted.
        """
        start = branch if self._exists(branch) else base
        self._take(start)
        for name, text in files.items():
            (self._desk / name).parent.mkdir(parents=True, exist_ok=True)
            (self._desk / name).unlink() if text is None else (self._desk / name).write_text(text)
        _git(self._desk, "add", "--all")
        _git(self._desk, "commit", "--quiet", "--message", f"Change {', '.join(files)}")
        return self._push(f"refs/heads/{branch}")

    def merge(self, branch: str, *, into: str = MAIN, ref: str = "") -> str:
        """Merge a branch and push the result to `ref` (default: `into`); the commit's SHA."""
        self._take(into)
        message = f"Merge {branch}"
        _git(self._desk, "merge", "--quiet", "--no-ff", "--message", message, f"origin/{branch}")
        return self._push(ref or f"refs/heads/{into}")

    def check_out(self, ref: str, target: Path) -> None:
        """Put the files of a branch or commit into `target`, as a clone of its own."""
        _git(target, "clone", "--quiet", "--no-checkout", str(self._bare), ".")
        _git(target, "checkout", "--quiet", "--detach", self.resolve(ref))

    def read(self, ref: str, name: str) -> str:
        """A file as of a branch or commit."""
        return _git(self._bare, "show", f"{ref}:{name}")

    def find(self, ref: str, name: str) -> str | None:
        """A file as of a branch or commit, if it is there."""
        listed = _git(self._bare, "ls-tree", "--name-only", ref, "--", name)
        return self.read(ref, name) if listed else None

    def resolve(self, ref: str) -> str:
        """The SHA of a branch or commit."""
        return _git(self._bare, "rev-parse", f"{ref}^{{commit}}").strip()

    def tree(self, ref: str) -> str:
        """The SHA of the files of a branch or commit."""
        return _git(self._bare, "rev-parse", f"{ref}^{{tree}}").strip()

    def is_ancestor(self, earlier: str, later: str) -> bool:
        """Whether a commit contains an earlier one."""
        return _git(self._bare, "merge-base", earlier, later).strip() == self.resolve(earlier)

    def changes(self, head: str) -> list[dict[str, str]]:
        """What a head changes since it left main, as GitHub lists the files of a pull request."""
        span = f"{MAIN}...{head}"
        lines = _git(self._bare, "diff", "--no-renames", "--name-status", span).splitlines()
        return [
            {
                "filename": name,
                "status": {"A": "added", "D": "removed"}.get(kind, "modified"),
                "patch": self._patch(span, name),
            }
            for kind, name in (line.split("\t") for line in lines)
        ]

    def _patch(self, span: str, name: str) -> str:
        """The hunks, without the lines before them."""
        patch = _git(self._bare, "diff", "--no-renames", span, "--", name)
        return patch[patch.find("@@") :] if "@@" in patch else ""

    def _exists(self, branch: str) -> bool:
        return bool(_git(self._bare, "branch", "--list", branch).strip())

    def _take(self, branch: str) -> None:
        _git(self._desk, "fetch", "--quiet", "origin")
        _git(self._desk, "checkout", "--quiet", "--force", "--detach", f"origin/{branch}")

    def _push(self, ref: str) -> str:
        _git(self._desk, "push", "--quiet", "--force", "origin", f"HEAD:{ref}")
        return _git(self._desk, "rev-parse", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**SETTINGS, **AUTHOR},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout
