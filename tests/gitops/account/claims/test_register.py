"""docs/claims.md as data: which claims have no proof, and that each of them is accounted for."""

from pathlib import Path

import pytest

from gitops.account.claims import register
from gitops.account.claims.catalogue import PROBES, WITHOUT_PROBE
from gitops.adapters.errors import Failure, Refusal

HEAD = "# Claims\n\nText.\n\n| id | claim | source | depends | verified |\n|---|---|---|---|---|\n"


def _row(name: str, verified: str) -> str:
    anchor = f'<a id="{name}"></a>{name}'
    return f"| {anchor} | KMS does X. | a page, 2026-11-26 | `a/b.py` | {verified} |\n"


@pytest.mark.parametrize(
    ("verified", "unproven"),
    [
        ("unproven", True),
        ("first half documented, second unproven", True),
        ("documented", False),
        ("documented by example", False),
        ("tried 2026-12-01", False),
    ],
)
def test_a_claim_is_unproven_if_a_part_of_it_is(verified: str, unproven: bool) -> None:
    (claim,) = register.parse(HEAD + _row("x-y", verified))

    assert (claim.id, claim.sentence, claim.dependents) == ("x-y", "KMS does X.", "`a/b.py`")
    assert claim.is_unproven is unproven


@pytest.mark.parametrize(
    "row",
    [
        "| no anchor | a | b | c | d |\n",
        '| <a id="x"></a>y | a | b | c | unproven |\n',
        '| <a id="x"></a>x | a | b | unproven |\n',
    ],
)
def test_a_row_of_another_form_is_refused(row: str) -> None:
    with pytest.raises(Failure, match="not the row of a claim"):
        register.parse(HEAD + row)


def test_a_register_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read: No such file or directory; restore it"):
        register.read(tmp_path / "claims.md")


def test_each_unproven_claim_has_a_probe_or_a_reason_and_no_other_has() -> None:
    unproven = {claim.id for claim in register.read() if claim.is_unproven}

    assert sorted([*PROBES, *WITHOUT_PROBE]) == sorted(unproven)
