"""Policies use the field's words: who knows AWS and Terraform needs no glossary."""

import re

import pytest

from policies.engine.catalogue import CATALOGUE, Policy, discover

# The words that this repository once used in the place of those of AWS and Terraform.
BANNED = re.compile(
    r"(?<![a-z])(doors?|knocks?|deaf|told|strangers?|mend(s|ed)?|judge[sd]?|judgement|living|rings?"
    r"|hands? over|left to the plan|names no policy|also_fire)(?![a-z])",
    re.IGNORECASE,
)


@pytest.mark.parametrize("policy", discover(), ids=lambda policy: policy.id)
def test_a_policy_uses_no_banned_word(policy: Policy) -> None:
    path = CATALOGUE / policy.service / f"{policy.id}.py"
    text = f"{policy.id.replace('_', ' ')}\n{path.read_text()}"

    assert [found.group() for found in BANNED.finditer(text)] == []


@pytest.mark.parametrize("word", ["a door", "hands over", "It rings.", "JUDGED"])
def test_a_banned_word_is_found(word: str) -> None:
    assert BANNED.search(word)
