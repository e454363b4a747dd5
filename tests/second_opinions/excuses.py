"""What a tool finds and we keep, each with its reason; a reason that nothing needs is a fault."""

from collections.abc import Iterable, Mapping

from localcloud.authorization.patterns import glob


def remaining(findings: Iterable[str], excuses: Mapping[str, str]) -> list[str]:
    """The findings that no excuse covers, and the excuses that cover none.

    An excuse is a pattern with `*` for the finding's whole text, and the reason.
    """
    found = list(findings)
    open_ = [each for each in found if not any(glob(one, each) for one in excuses)]
    unused = [one for one in excuses if not any(glob(one, each) for each in found)]
    return [*open_, *(f"nothing is excused by: {one}" for one in unused)]
