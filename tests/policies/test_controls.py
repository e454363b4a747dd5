"""controls.toml, the cards and the tests tell the same story about every requirement."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from policies.engine.catalogue import discover

ROOT = Path(__file__).resolve().parents[2]
FILE: dict[str, Any] = tomllib.loads((ROOT / "policies" / "controls.toml").read_text())
CONTROLS: dict[str, Any] = {key: value for key, value in FILE.items() if key != "unmapped"}
REQUIREMENTS = [
    *(f"R-ENV-{number}" for number in range(1, 8)),
    *(f"R-A-{number}" for number in range(1, 22)),
    *("R-A-21a", "R-A-21b", "R-A-21c"),
    *(f"R-A-{number}" for number in range(22, 27)),
    "R-A-26a",
    "R-A-26b",
    *(f"R-A-{number}" for number in range(27, 33)),
    *(f"R-B-{number}" for number in (*range(1, 12), *range(20, 24))),
    *(f"R-C-{number}" for number in range(1, 4)),
    *(f"R-ACC-{number}" for number in range(1, 5)),
    *(f"R-GIT-{number}" for number in range(1, 6)),
    "R-G-1",
    "R-G-2",
    *(f"R-I-{number}" for number in range(1, 6)),
    "R-S-1",
    "R-S-2",
    "R-S-3",
    "R-S-4",
    "R-S-5",
]


def test_every_requirement_is_there_once_and_in_order() -> None:
    assert list(CONTROLS) == REQUIREMENTS


@pytest.mark.parametrize("name", CONTROLS)
def test_a_requirement_says_what_is_wanted_and_what_holds_it(name: str) -> None:
    assert set(CONTROLS[name]) == {"text", "policies", "tests"}
    assert re.fullmatch(r"[^ ].{20,}\.", CONTROLS[name]["text"], re.DOTALL)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_requirement_names_the_policies_whose_cards_name_it(name: str) -> None:
    cards = [policy.id for policy in discover() if name in policy.card.requirements]

    assert cards == CONTROLS[name]["policies"]


def test_no_card_names_a_requirement_that_is_not_there() -> None:
    named = {name for policy in discover() for name in policy.card.requirements}

    assert named <= set(CONTROLS)


@pytest.mark.parametrize("name", CONTROLS)
def test_the_tests_of_a_requirement_exist(name: str) -> None:
    missing = [path for path in CONTROLS[name]["tests"] if not (ROOT / path).is_file()]

    assert missing == []


def test_what_nothing_holds_is_listed_as_such() -> None:
    unheld = [
        name for name, control in CONTROLS.items() if not control["policies"] + control["tests"]
    ]

    assert FILE["unmapped"] == unheld
