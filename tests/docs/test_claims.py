"""docs/claims.md and the code that depends on it name each other."""

import re
import subprocess
import tokenize
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from gitops.account.claims.register import Claim, parse

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "docs/claims.md"
CITATION = re.compile(r"docs/claims\.md#([a-z-]+)")
PATH = re.compile(r"`((?:\w+/)+\w+\.\w+)`")
# Of a belief: the code that has it must name its claim within so many lines.
UNPROVEN, NEARBY = re.compile(r"\b(unproven|unverified)\b", re.IGNORECASE), 3
MARKS = ("documented", "recorded", "unproven", "tried")


def paths(claim: Claim) -> set[str]:
    return set(PATH.findall(claim.dependents))


def citations(files: Mapping[str, str]) -> set[tuple[str, str]]:
    """Each file with the ids that it cites."""
    return {(name, claim) for name, text in files.items() for claim in CITATION.findall(text)}


def unnamed_beliefs(files: Mapping[str, str]) -> list[str]:
    """The comments and docstrings that call something unproven, and name no claim nearby."""
    found = []
    for name, text in files.items():
        lines = text.splitlines()
        for number, line in _prose(text):
            around = "\n".join(lines[max(0, number - 1 - NEARBY) : number + NEARBY])
            if UNPROVEN.search(line) and not CITATION.search(around):
                found.append(f"{name}:{number}")
    return found


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines of comments and docstrings with their numbers; other names may be `unverified`."""
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT or token.string.startswith('"""'):
            yield from enumerate(token.string.splitlines(), token.start[0])


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return parse((ROOT / REGISTER).read_text())


@pytest.fixture(scope="module")
def code() -> dict[str, str]:
    """What is in the repository besides its documentation and this test."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.yml", "*.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    here = Path(__file__).relative_to(ROOT).as_posix()
    return {name: (ROOT / name).read_text() for name in listed if name != here}


def test_every_row_is_a_claim(claims: list[Claim]) -> None:
    rows = [line for line in (ROOT / REGISTER).read_text().splitlines() if line.startswith("|")]

    assert len(claims) == len(rows) - 2
    assert len({claim.id for claim in claims}) == len(claims)


def test_every_claim_has_a_date_and_a_mark_and_a_source_unless_nobody_says_it(
    claims: list[Claim],
) -> None:
    for claim in claims:
        assert date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", claim.source)[-1])
        assert claim.verified.split()[0].rstrip(";,") in MARKS or "unproven" in claim.verified
        assert "https://" in claim.source or claim.verified in ("unproven", "recorded"), claim.id


def test_the_code_that_depends_on_a_claim_cites_it_and_no_other_does(
    claims: list[Claim], code: Mapping[str, str]
) -> None:
    named = {(path, claim.id) for claim in claims for path in paths(claim)}

    assert [claim.id for claim in claims if not paths(claim)] == []
    assert sorted(named ^ citations(code)) == []


def test_what_the_code_calls_unproven_is_a_claim(code: Mapping[str, str]) -> None:
    files = {name: text for name, text in code.items() if name.endswith(".py")}

    assert unnamed_beliefs({name: files[name] for name in files if "tests/" not in name}) == []


def test_a_citation_without_a_row_and_a_row_without_a_citation_are_found() -> None:
    source, mark = "https://x.example, 2026-11-26", "documented"
    row = f'| <a id="a-b"></a>a-b | KMS does X. | {source} | `a/b.py` | {mark} |'
    (claim,) = parse(f"| id | claim |\n|---|---|\n{row}\n")

    assert paths(claim) == {"a/b.py"}
    assert citations({"a/c.py": "# docs/claims.md#a-b", "a/d.py": ""}) == {("a/c.py", "a-b")}


def test_a_belief_without_a_claim_is_found() -> None:
    files = {
        "a.py": "x = 1\n# Unproven: KMS does X.\n",
        "b.py": "# unproven, docs/claims.md#a-b\n",
        "c.py": "unproven = 1\n",
        "d.py": 'def d() -> None:\n    """As KMS does,\n    unverified."""\n',
    }

    assert unnamed_beliefs(files) == ["a.py:2", "d.py:3"]
