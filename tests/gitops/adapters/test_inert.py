"""Foreign text cannot reach the terminal behind the text."""

from hypothesis import given
from hypothesis import strategies as st

from gitops.adapters.inert import inert


@given(st.text())
def test_nothing_but_printable_characters_is_left(text: str) -> None:
    assert inert(text).isprintable()


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_is_printable_stays(text: str) -> None:
    assert inert(text) == text
