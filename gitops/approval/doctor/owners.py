"""Whether CODEOWNERS is on main, names somebody, and GitHub understands it."""

import base64
from collections.abc import Iterator

from gitops.approval.doctor.api import Api, Hidden
from gitops.approval.doctor.rows import Row, State, row
from gitops.approval.pull_requests import MAIN

# GitHub takes the first that there is.
# https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
FIX = "# Edit .github/CODEOWNERS: owners with write access, as in * @owner/team"
PRESENT, UNDERSTOOD = "CODEOWNERS names somebody", "CODEOWNERS has no errors"


def examine(api: Api) -> Iterator[Row]:
    """Two rows: it names somebody; GitHub understands it."""
    try:
        text = _text(api)
    except Hidden as hidden:
        yield Row(PRESENT, State.unknown, str(hidden), FIX)
        return
    if text is None:
        yield row(PRESENT, f"there is none on {MAIN}", FIX)
        return
    # An owner is @somebody, @owner/team or an address; a rule without one takes owners away.
    owned = [line for line in text.splitlines() if "@" in line.partition("#")[0]]
    yield row(PRESENT, "" if owned else "no line names an owner", FIX)
    try:
        errors = api.read(f"codeowners/errors?ref={MAIN}")["errors"]
    except Hidden as hidden:
        yield Row(UNDERSTOOD, State.unknown, str(hidden), FIX)
        return
    wrong = [f"line {each['line']}: {each['kind']}" for each in errors]
    yield row(UNDERSTOOD, "; ".join(wrong), FIX)


def _text(api: Api) -> str | None:
    """What the file says; None if main has none.

    Raises:
        Hidden: not even the root can be listed: a file may be there.
    """
    for place in PLACES:
        try:
            found = api.read(f"contents/{place}?ref={MAIN}")
        except Hidden:
            continue
        return base64.b64decode(found["content"]).decode(errors="replace")
    api.read(f"contents?ref={MAIN}")
    return None
