"""Reviewed = applied: compares the current plan with the plan that the pull request showed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from gitops.approval.provenance import Provenance, read
from gitops.approval.pull_requests import Unreviewed
from gitops.approval.reviewed import Reviewed
from gitops.plans.change_set import differences

MOST_LINES = 50


def verify(planned: Reviewed, provenance: Provenance, *, rest: bool = False) -> list[str]:
    """Verify that the plan equals the reviewed one; return remarks for the reader.

    With `rest`, the part of it that a failed apply left is accepted.

    Raises:
        Unreviewed: with all differences, one per line.
    """
    reviewed = provenance.reviewed
    wrong = [
        *_foreign(reviewed, provenance),
        *_setting(reviewed, planned),
        *_content(reviewed, planned),
        *_changes(reviewed, planned, rest=rest),
    ]
    _refuse(wrong, f"the plan of pull request {provenance.source.pull_request}")
    if reviewed.tree != planned.tree:
        return ["main has new commits since the review; the changes equal the reviewed changes"]
    return []


def verify_approved(planned: Reviewed, content: bytes, *, rest: bool = False) -> None:
    """Verify that the plan equals the approved one or, with `rest`, its remaining part.

    Raises:
        Unreviewed: with all differences, one per line.
    """
    approved = read(content)
    wrong = [
        *_unequal("commit", approved.head_sha, planned.head_sha),
        *_unequal("run", str(approved.run_id), str(planned.run_id)),
        *_setting(approved, planned),
        *_content(approved, planned),
        *_changes(approved, planned, rest=rest),
    ]
    _refuse(wrong, "the approved plan")


def _foreign(reviewed: Reviewed, provenance: Provenance) -> Iterator[str]:
    """Compare the runs and the pull request in the review with those that GitHub returned."""
    yield from _unequal("run", str(reviewed.run_id), str(provenance.run_id))
    yield from _unequal_maps("source", asdict(reviewed.source), asdict(provenance.source))
    if not 1 <= reviewed.run_attempt <= provenance.run_attempt:
        yield f"attempt: reviewed {reviewed.run_attempt}, last on GitHub {provenance.run_attempt}"


def _setting(reviewed: Reviewed, planned: Reviewed) -> Iterator[str]:
    yield from _unequal("environment", reviewed.environment, planned.environment)
    yield from _unequal_maps("tool", reviewed.tools, planned.tools)


def _content(reviewed: Reviewed, planned: Reviewed) -> Iterator[str]:
    """The same tree must give the same files; for another tree they are not compared."""
    if reviewed.tree != planned.tree:
        return
    yield from _unequal_maps("synthesized", reviewed.synth, planned.synth)
    yield from _unequal_maps("archive", reviewed.archives, planned.archives)


def _changes(reviewed: Reviewed, planned: Reviewed, *, rest: bool) -> Iterator[str]:
    old, new = reviewed.change_sets, planned.change_sets
    for stack in sorted(old.keys() ^ new.keys()):
        yield f"{stack}: {'only reviewed' if stack in old else 'not reviewed'}"
    for stack in sorted(old.keys() & new.keys()):
        yield from (f"{stack}: {line}" for line in differences(old[stack], new[stack], rest=rest))


def _unequal(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what}: reviewed {old}, now {new}"


def _unequal_maps(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        yield from _unequal(f"{what} {name}", str(old.get(name)), str(new.get(name)))


def _refuse(wrong: list[str], what: str) -> None:
    if not wrong:
        return
    more = [f"… and {len(wrong) - MOST_LINES} more"] if len(wrong) > MOST_LINES else []
    lines = [f"  {line}" for line in [*wrong[:MOST_LINES], *more]]
    raise Unreviewed("\n".join([f"The plan differs from {what}:", *lines]))
