"""The mutation run in words, and as the file that other programs read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from policies.mutation.run import Allowed, Score

# Rises when a key of the document changes its meaning or vanishes.
VERSION = 1


def lines(
    score: Score, policies: Sequence[str], allowed: Iterable[Allowed]
) -> tuple[list[str], bool]:
    """What to print of the score, and whether it is perfect.

    Perfect is: mutants were made, every one was caught by a policy that reads the place, no other
    policy fired, every policy caught some, and no change is excused that nothing needs.
    """
    faults = faults_of(score, policies, allowed)
    percent = 100 * score.total / score.made if score.made else 0
    caught = [f"caught by {policy}: {count}" for policy, count in sorted(score.caught.items())]
    summary = (
        f"{score.total} of {score.made} mutants caught ({percent:.2f} %);"
        f" not counted: {len(score.equal)} equal to the original,"
        f" {len(score.compliant)} that break no promise;"
        f" {score.unread} of {score.attributes} attributes are read by no policy"
    )
    return [*caught, *faults, summary], not faults


def document(score: Score, faults: Sequence[str], made: datetime) -> dict[str, Any]:
    """The numbers of the run as JSON values, with everything that makes it less than perfect."""
    return {
        "version": VERSION,
        "made": made.isoformat(timespec="seconds"),
        "mutants": score.made,
        "caught": score.total,
        "policies": len(score.caught),
        "unread": score.unread,
        "attributes": score.attributes,
        "faults": [*faults],
    }


def faults_of(score: Score, policies: Sequence[str], allowed: Iterable[Allowed]) -> list[str]:
    """Everything that makes the score less than perfect, a line each."""
    return [
        *([] if score.made else ["no mutant was made"]),
        *(
            f"survived: {', '.join(owners) or 'nobody'}: {mutant}"
            for owners, mutant in sorted(score.survivors)
        ),
        *(
            f"stray: {policy} fired, but no card lists it: {mutant}"
            for policy, mutant in score.strays
        ),
        *(
            f"asleep: {policy} caught no mutant"
            for policy in policies
            if policy not in score.caught
        ),
        *(
            f"unneeded: {one.attribute} is excused ({one.reason})"
            for one in allowed
            if one not in score.used
        ),
    ]
