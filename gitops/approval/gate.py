"""The gate before an apply: what was just planned is kept, and must be what was reviewed."""

import os
from collections.abc import Sequence
from pathlib import Path

from gitops.adapters import actions_run, github_client
from gitops.adapters.errors import Refusal
from gitops.adapters.markdown import code
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import provenance, reviewed, verification
from gitops.approval.provenance import Unreviewed
from gitops.approval.reviewed import FILE


def folder(suffix: str) -> Path:
    """Where what was planned is kept, for the artifact of the run."""
    return EnvironmentPaths(suffix).home / "reviewed"


def artifact(suffix: str) -> str:
    """What the artifact of a pull request's run is called."""
    return f"reviewed-{suffix}"


def save(suffix: str, stacks: Sequence[str], target: Path | None = None) -> Path:
    """Keep what was just planned; return the file.

    Raises:
        Failure: a plan is missing or broken.
    """
    return reviewed.save(
        reviewed.planned(suffix, stacks, actions_run.run()), target or folder(suffix)
    )


def verify(
    suffix: str,
    stacks: Sequence[str],
    commit: str,
    approved: Path | None,
    *,
    rest: bool = False,
) -> list[str]:
    """Let pass only what was reviewed, or, with the folder `approved`, what was kept there.

    With `rest`, what a failed apply left of it passes, too. What was planned is kept first, so
    that it can be approved if it differs. Returns remarks.

    Raises:
        Unreviewed: it is something else; the output `reviewed` of the step is then `false`.
        Failure: it could not be found out.
    """
    kept = _read(approved) if approved else b""
    pushed = "" if approved else _commit(commit)
    planned = reviewed.planned(suffix, stacks, actions_run.run())
    reviewed.save(planned, folder(suffix))
    try:
        if approved:
            verification.verify_approved(planned, kept, rest=rest)
            remarks: list[str] = []
        else:
            found = provenance.find(github_client.connect(), pushed, artifact(suffix))
            remarks = verification.verify(planned, found, rest=rest)
    except Unreviewed as refusal:
        actions_run.tell("reviewed", "false")
        actions_run.summarize(_told(suffix, str(refusal)))
        raise
    actions_run.tell("reviewed", "true")
    return remarks


def _read(approved: Path) -> bytes:
    path = approved / FILE
    if not path.is_file():
        raise Refusal(f"{path} is not there; download what the run kept for the approval.")
    return path.read_bytes()


def _commit(commit: str) -> str:
    found = commit or os.environ.get("GITHUB_SHA", "")
    if not found:
        raise Refusal("Which commit? Say it with --commit; in a workflow it is the pushed one.")
    return found


def _told(suffix: str, refusal: str) -> str:
    lines = [f"- {code(line.strip(), 500)}" for line in refusal.splitlines()]
    return "\n".join([f"## ⛔ {suffix}: not what was reviewed\n", *lines, "", ""])
