"""Which repository a person at a terminal means, and with whose token they ask."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence

from gitops.adapters.errors import Refusal
from gitops.adapters.github_client import REPOSITORY, TOKEN
from gitops.adapters.paths import ROOT

NAME = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
# The address of a remote, by HTTPS or by SSH.
ORIGIN = re.compile(r"[/@][^/:]+[:/]([^/:]+/[^/:]+?)(?:\.git)?/?\n")
TIMEOUT_SECONDS = 20


def login(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables for `github_client.connect`: as they are set, else from `gh` and from git.

    Raises:
        Refusal: there is no token, or no repository.
    """
    token = environ.get(TOKEN) or _printed(["gh", "auth", "token"])
    if not token:
        raise Refusal(f"No token for GitHub: set {TOKEN}, or log in with `gh auth login`.")
    name = environ.get(REPOSITORY) or _origin()
    if not NAME.fullmatch(name):
        raise Refusal(f"No repository: set {REPOSITORY} to owner/name; git's origin names none.")
    return {**environ, TOKEN: token, REPOSITORY: name}


def _origin() -> str:
    found = ORIGIN.search(_printed(["git", "remote", "get-url", "origin"]) + "\n")
    return found[1] if found else ""


def _printed(argv: Sequence[str]) -> str:
    """The line that the program prints; empty when it fails or is not there."""
    try:
        done = subprocess.run(
            argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
