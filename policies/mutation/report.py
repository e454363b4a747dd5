"""The mutation run in words."""

from collections.abc import Iterable, Sequence

from policies.mutation.run import Allowed, Score


def lines(
    score: Score, policies: Sequence[str], allowed: Iterable[Allowed]
) -> tuple[list[str], bool]:
    """What to print of the score, and whether it is perfect.

    Perfect is: mutants were made, every one was caught by a policy that reads the place, no other
    policy fired, every policy caught some, and no change is excused that nothing needs.
    """
    faults = [
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
            for one in _unneeded(score, allowed)
        ),
    ]
    percent = 100 * score.total / score.made if score.made else 0
    caught = [f"caught by {policy}: {count}" for policy, count in sorted(score.caught.items())]
    summary = (
        f"{score.total} of {score.made} mutants caught ({percent:.2f} %);"
        f" not counted: {len(score.equal)} equal to the original,"
        f" {len(score.compliant)} that break no promise;"
        f" {score.unread} of {score.attributes} attributes are read by no policy"
    )
    return [*caught, *faults, summary], bool(score.made) and not faults


def _unneeded(score: Score, allowed: Iterable[Allowed]) -> list[Allowed]:
    return [one for one in allowed if one not in score.used]
