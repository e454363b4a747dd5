"""Reviewed = applied: what is about to be applied is compared with what a pull request showed."""

from collections.abc import Iterator, Mapping
from typing import Any

from gitops.adapters.errors import Failure
from gitops.approval.provenance import Origin, Unreviewed
from gitops.approval.reviewed import Reviewed, parsed
from gitops.plans.change_set import differences

MOST_LINES = 50


def verify(planned: Reviewed, origin: Origin, *, rest: bool = False) -> list[str]:
    """Refuse to go on unless the plan is the reviewed one; return remarks for the reader.

    With `rest`, a part of it that is still to be done after a failed apply will do.

    Raises:
        Unreviewed: with everything that differs, one a line.
    """
    reviewed = _read(origin.content)
    wrong = [
        *_foreign(reviewed, origin),
        *_setting(reviewed, planned),
        *_content(reviewed, planned),
        *_changes(reviewed, planned, rest=rest),
    ]
    _refuse(wrong, f"pull request {origin.pull_request} showed")
    if reviewed.tree != planned.tree:
        return ["main has moved since the review; the changes are still the reviewed ones"]
    return []


def verify_approved(planned: Reviewed, content: bytes, *, rest: bool = False) -> None:
    """Refuse to go on unless the plan is the one that was kept for an approval, or its rest.

    Raises:
        Unreviewed: with everything that differs, one a line.
    """
    approved = _read(content)
    wrong = [
        *_unequal("commit", approved.head_sha, planned.head_sha),
        *_unequal("run", str(approved.run_id), str(planned.run_id)),
        *_setting(approved, planned),
        *_content(approved, planned),
        *_changes(approved, planned, rest=rest),
    ]
    _refuse(wrong, "was approved")


def _read(content: bytes) -> Reviewed:
    try:
        return parsed(content)
    except Failure as failure:
        raise Unreviewed(str(failure)) from failure


def _foreign(reviewed: Reviewed, origin: Origin) -> Iterator[str]:
    """What the review says of its own origin against what GitHub says."""
    yield from _unequal("run", str(reviewed.run_id), str(origin.run_id))
    yield from _unequal("head", reviewed.head_sha, origin.head_sha)
    if not 1 <= reviewed.run_attempt <= origin.run_attempt:
        yield f"attempt: reviewed {reviewed.run_attempt}, GitHub knows of {origin.run_attempt}"


def _setting(reviewed: Reviewed, planned: Reviewed) -> Iterator[str]:
    yield from _unequal("environment", reviewed.environment, planned.environment)
    yield from _unequal_maps("tool", reviewed.tools, planned.tools)


def _content(reviewed: Reviewed, planned: Reviewed) -> Iterator[str]:
    """Of the same tree everything must come out the same; of another it may, or may not."""
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
    raise Unreviewed("\n".join([f"What is planned is not what {what}:", *lines]))
