"""A file of the catalogue is a complete policy, or the gate does not start."""

from pathlib import Path

import pytest

from policies.engine.card import Card, Severity
from policies.engine.catalogue import CATALOGUE, UnfinishedPolicy, discover

COMPLETE = """
from policies.engine.card import Card, Severity
from policies.engine.outcome import COMPLIANT
CARD = Card(
    title="Things are good",
    severity=Severity.LOW,
    why="because",
    remedy="do it",
    source="https://example.org",
    requirements=("R-A-1",),
    absent="nothing",
)
def judge(resource, stack):
    return COMPLIANT
"""


def test_every_file_of_the_catalogue_is_a_policy_called_like_its_file() -> None:
    files = {path.stem for path in CATALOGUE.glob("*.py")} - {"__init__"}

    assert [policy.id for policy in discover()] == sorted(files)


def test_a_new_file_is_a_new_policy(tmp_path: Path) -> None:
    (tmp_path / "thing_is_good.py").write_text(COMPLETE)
    (tmp_path / "__init__.py").write_text("")

    assert [policy.id for policy in discover(tmp_path)] == ["thing_is_good"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("CARD =", "OTHER =", "{path} has no identity card (CARD)."),
        ("def judge", "def other", "{path} has no function `judge`."),
        ('why="because"', 'why=""', "The card of {path} is not complete: why is empty."),
        (
            '("R-A-1",)',
            "()",
            "The card of {path} is not complete: requirements is empty.",
        ),
        (
            '("R-A-1",)',
            '("A-1",)',
            "The card of {path} is not complete: 'A-1' is no requirement id.",
        ),
        (
            "https://example.org",
            "a book",
            "The card of {path} is not complete: source is no https link.",
        ),
        (
            'absent="nothing",',
            'absent="nothing", decided_in_plan=("name",),',
            "The card of {path} is not complete: 'name' in decided_in_plan is no type.attribute.",
        ),
        (
            'absent="nothing",',
            'absent="nothing", also_fire=("thing_is_bad",),',
            "The card of thing_is_good says that thing_is_bad may fire too, which is no policy.",
        ),
        (
            'absent="nothing",',
            "",
            "{path} cannot be loaded: TypeError: Card.__init__() missing 1 required positional",
        ),
        (
            "COMPLIANT\nCARD",
            "PERFECT\nCARD",
            "{path} cannot be loaded: ImportError: cannot import name 'PERFECT'",
        ),
        ("def judge(", "def judge((", "{path} cannot be loaded: SyntaxError:"),
    ],
)
def test_an_unfinished_policy_says_what_is_missing(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "thing_is_good.py"
    assert old in COMPLETE
    path.write_text(COMPLETE.replace(old, new))

    with pytest.raises(UnfinishedPolicy) as refused:
        discover(tmp_path)

    assert str(refused.value).startswith(words.format(path=path))


def test_a_complete_card_has_no_gaps() -> None:
    card = Card("title", Severity.LOW, "why", "remedy", "https://example.org", ("R-ENV-1",), "none")

    assert card.gaps() == []


def test_the_first_line_of_a_policy_file_says_what_its_card_says() -> None:
    """Readers of the file and of the card must not be told two things."""
    for policy in discover():
        first = (CATALOGUE / f"{policy.id}.py").read_text().splitlines()[0]
        assert first.startswith(f'"""{policy.card.title}'), policy.id
