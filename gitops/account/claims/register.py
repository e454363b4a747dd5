"""Reads docs/claims.md: what the repository believes about AWS and GitHub."""

import re
from dataclasses import dataclass
from pathlib import Path

from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT

PAGE = ROOT / "docs" / "claims.md"
ROW = re.compile(r'^\| <a id="(?P<id>[a-z-]+)"></a>(?P=id) \|(?P<rest>.*)\|$')


@dataclass(frozen=True)
class Claim:
    """A row of the register; `dependents` is the code that relies on it."""

    id: str
    sentence: str
    source: str
    dependents: str
    verified: str

    @property
    def is_unproven(self) -> bool:
        """Whether the claim, or a part of it, has no source."""
        return "unproven" in self.verified


def read(page: Path = PAGE) -> list[Claim]:
    """The claims of the page.

    Raises:
        Refusal: there is no such page.
        Failure: a row has another form.
    """
    try:
        return parse(page.read_text())
    except OSError as error:
        raise Refusal(f"{page} cannot be read: {error.strerror}; restore it from Git.") from error


def parse(text: str) -> list[Claim]:
    """The claims of a register in Markdown.

    Raises:
        Failure: a row has another form; a claim must not pass unseen.
    """
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [_claim(row) for row in rows[2:]]


def _claim(row: str) -> Claim:
    found = ROW.match(row)
    cells = [each.strip() for each in found["rest"].split(" | ")] if found else []
    if found is None or len(cells) != 4:  # noqa: PLR2004 (the columns after the id)
        raise Failure(f"docs/claims.md: not the row of a claim: {row[:80]}")
    return Claim(found["id"], *cells)
