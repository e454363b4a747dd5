"""A file of the catalogue is a complete policy, or the gate does not start."""

from pathlib import Path

import pytest

from policies.engine.card import Card, Severity
from policies.engine.catalogue import CATALOGUE, UnfinishedPolicy, discover

COMPLETE = """
from policies import COMPLIANT, Card, Severity
CARD = Card(
    title="Things are good",
    severity=Severity.LOW,
    why="because",
    remedy="do it",
    source="https://example.org",
    requirements=("R-A-1",),
    when_missing="nothing",
)
def evaluate(resource, stack):
    return COMPLIANT
"""


def test_every_file_of_the_catalogue_is_a_policy_called_like_its_file() -> None:
    files = {path.stem for path in CATALOGUE.glob("*/*.py")} - {"__init__"}

    assert [policy.id for policy in discover()] == sorted(files)


def test_a_new_file_is_a_new_policy(tmp_path: Path) -> None:
    (tmp_path / "thing_is_good.py").write_text(COMPLETE)
    (tmp_path / "__init__.py").write_text("")

    assert [policy.id for policy in discover(tmp_path)] == ["thing_is_good"]


def test_a_policy_is_found_in_the_folder_of_its_service(tmp_path: Path) -> None:
    (tmp_path / "sqs").mkdir()
    (tmp_path / "sqs" / "thing_is_good.py").write_text(COMPLETE)
    (tmp_path / "sqs" / "__init__.py").write_text("")

    assert [(policy.id, policy.service) for policy in discover(tmp_path)] == [
        ("thing_is_good", "sqs")
    ]


def test_two_policies_of_one_id_are_refused(tmp_path: Path) -> None:
    for service in ("sns", "sqs"):
        (tmp_path / service).mkdir()
        (tmp_path / service / "thing_is_good.py").write_text(COMPLETE)

    with pytest.raises(UnfinishedPolicy) as refused:
        discover(tmp_path)

    one, other = (tmp_path / service / "thing_is_good.py" for service in ("sns", "sqs"))
    assert str(refused.value) == f"{other} has the same id as {one}; rename one of them."


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("CARD =", "OTHER =", "{path} has no card (CARD)."),
        ("def evaluate", "def other", "{path} has no function `evaluate`."),
        ('why="because"', 'why=""', "The card of {path} is incomplete: why is empty."),
        (
            '("R-A-1",)',
            "()",
            "The card of {path} is incomplete: requirements is empty.",
        ),
        (
            '("R-A-1",)',
            '("A-1",)',
            "The card of {path} is incomplete: 'A-1' is not a requirement id.",
        ),
        (
            "https://example.org",
            "a book",
            "The card of {path} is incomplete: source is not an https link.",
        ),
        (
            'when_missing="nothing",',
            'when_missing="nothing", decided_in_plan=("name",),',
            "The card of {path} is incomplete: 'name' in decided_in_plan is not type.attribute.",
        ),
        (
            'when_missing="nothing",',
            'when_missing="nothing", overlaps_with=("thing_is_bad",),',
            "The card of thing_is_good refers to an unknown policy in overlaps_with: thing_is_bad.",
        ),
        (
            'when_missing="nothing",',
            "",
            "{path} cannot be loaded: TypeError: Card.__init__() missing 1 required positional",
        ),
        (
            "import COMPLIANT",
            "import PERFECT",
            "{path} cannot be loaded: ImportError: cannot import name 'PERFECT'",
        ),
        ("def evaluate(", "def evaluate((", "{path} cannot be loaded: SyntaxError:"),
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
    """Readers of the file and of the card must not read two different things."""
    for policy in discover():
        first = (CATALOGUE / policy.service / f"{policy.id}.py").read_text().splitlines()[0]
        assert first.startswith(f'"""{policy.card.title}'), policy.id
