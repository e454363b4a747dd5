"""The approval gate before an apply: the plan is saved, and must equal the reviewed plan."""

import os
from collections.abc import Sequence
from pathlib import Path

from gitops.adapters import actions_run, github_client
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.markdown import code
from gitops.adapters.paths import EnvironmentPaths
from gitops.admission import admit as admission
from gitops.admission.expected import expected
from gitops.approval import provenance, reviewed, verification
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.received import Received
from gitops.approval.reviewed import FILE


def folder(suffix: str) -> Path:
    """The folder of the saved change set, which the run uploads as an artifact."""
    return EnvironmentPaths(suffix).home / "reviewed"


def save(
    suffix: str,
    stacks: Sequence[str],
    target: Path | None = None,
    received: Received | None = None,
) -> Path:
    """Save the change set of the current plans, of what was `received` if any; return the file.

    Raises:
        Failure: a plan is missing or broken, or the pull request's own run failed.
    """
    run = actions_run.run()
    if received is None:
        return reviewed.save(reviewed.planned(suffix, stacks, run), target or folder(suffix))
    if received.failed:
        raise Failure(f"Run {received.source.run_id} of the pull request failed: nothing is kept.")
    planned = reviewed.planned(suffix, stacks, run, received.source, received.tree)
    return reviewed.save(planned, target or folder(suffix))


def require_given(approved: Path | None, commit: str) -> None:
    """Refuse, before anything is planned, what the comparison with a review would lack.

    Raises:
        Refusal: there is no saved plan in `approved`, no commit, or no access to GitHub.
    """
    if approved:
        _read(approved)
        return
    _commit(commit)
    github_client.connect()


def admit(suffix: str, bucket: str) -> None:
    """Hold the synthesis of this working copy to what a review lets pass, and write it anew.

    Raises:
        NotAdmitted: with the remedy of each line that is refused.
    """
    folder = EnvironmentPaths(suffix).synth
    admission.admit(folder, folder, expected(suffix, bucket))


def verify(
    suffix: str,
    stacks: Sequence[str],
    commit: str,
    approved: Path | None,
    *,
    rest: bool = False,
) -> list[str]:
    """Accept only the reviewed change set, or, with the folder `approved`, the one saved there.

    With `rest`, the part of it that a failed apply left is accepted, too. The current change set is
    saved first, so that it can be approved if it differs. Returns remarks.

    Raises:
        Unreviewed: it differs; the step output `reviewed` is then `false`.
        Failure: the comparison failed.
    """
    saved = _read(approved) if approved else b""
    pushed = "" if approved else _commit(commit)
    planned = reviewed.planned(suffix, stacks, actions_run.run())
    reviewed.save(planned, folder(suffix))
    try:
        if approved:
            verification.verify_approved(planned, saved, rest=rest)
            remarks: list[str] = []
        else:
            found = provenance.find(github_client.connect(), pushed, suffix)
            remarks = verification.verify(planned, found, rest=rest)
    except Unreviewed as refusal:
        actions_run.set_output("reviewed", "false")
        actions_run.summarize(_summary(suffix, str(refusal)))
        raise
    actions_run.set_output("reviewed", "true")
    return remarks


def _read(approved: Path) -> bytes:
    path = approved / FILE
    if not path.is_file():
        raise Refusal(f"Not found: {path}. Download the artifact of the run that needs approval.")
    return path.read_bytes()


def _commit(commit: str) -> str:
    found = commit or os.environ.get("GITHUB_SHA", "")
    if not found:
        raise Refusal("No commit. Name one with --commit; a workflow uses the pushed commit.")
    return found


def _summary(suffix: str, refusal: str) -> str:
    lines = [f"- {code(line.strip(), 500)}" for line in refusal.splitlines()]
    return "\n".join([f"## ⛔ {suffix}: the plan differs from the reviewed plan\n", *lines, "", ""])
