"""What AWS needs and no recording shows: patterns of grants, each with reason, source and date."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from localcloud.authorization.patterns import glob
from tests.least_privilege.grants import Grant

FILE = Path(__file__).with_name("register.toml")
# What a cycle shows of functions and keys, and a rehearsal of the roles of GitHub Actions.
FUNCTIONS, DEPLOYMENT = "functions", "deployment"
STACKS = Path(__file__).parents[2] / "stacks"
ROW = f"add a row to tests/least_privilege/{FILE.name}"


@dataclass(frozen=True)
class Row:
    """`grant` is a pattern with `*` for policy, statement id, action and resource."""

    grant: str
    reason: str
    source: str
    read: date

    def covers(self, grant: Grant) -> bool:
        """Whether the pattern names the grant."""
        return glob(self.grant, str(grant))


def rows(table: str = FUNCTIONS) -> list[Row]:
    """The rows of one table of the register.

    Raises:
        TypeError: one lacks a field, or has one too many.
    """
    return [Row(**each) for each in tomllib.loads(FILE.read_text())[table]]


def faults(used: Mapping[Grant, object], register: Iterable[Row]) -> list[str]:
    """A sentence for each grant that is neither used nor explained, and for each stale row."""
    listed = list(register)
    unused = [grant for grant, is_used in used.items() if not is_used]
    unexplained = [
        f"{each}: no recorded request needs this grant; {_remedy(each)}."
        for each in unused
        if not any(row.covers(each) for row in listed)
    ]
    stale = [
        f"{row.grant}: the row explains no unused grant; remove it from {FILE.name}."
        for row in listed
        if not any(row.covers(each) for each in unused)
    ]
    return [*unexplained, *stale]


def classes(used: Mapping[Grant, object], register: Iterable[Row]) -> dict[Grant, str]:
    """The class of each grant: used, invisible (explained by a row), or unused."""
    listed = list(register)
    return {
        grant: "used" if is_used else _explained(grant, listed) for grant, is_used in used.items()
    }


def _explained(grant: Grant, register: Iterable[Row]) -> str:
    return "invisible" if any(row.covers(grant) for row in register) else "unused"


def _remedy(grant: Grant) -> str:
    """What to do, with the files that have a statement of this id."""
    files = [file for file in sorted(STACKS.rglob("*.py")) if f'"{grant.sid}"' in file.read_text()]
    names = [str(file.relative_to(STACKS.parent)) for file in files] or ["stacks/"]
    return f"remove it from {' or '.join(names)}, or {ROW}"
