"""Foreign text cannot reach the terminal behind the text."""

from hypothesis import given
from hypothesis import strategies as st

from gitops.adapters.inert import inert
from policies.engine.invisible import is_invisible


@given(st.text())
def test_nothing_but_printable_characters_is_left(text: str) -> None:
    assert inert(text).isprintable()


@given(
    st.text(
        st.characters(categories=["L", "N", "P", "S"]).filter(lambda one: not is_invisible(one))
    )
)
def test_what_is_printable_stays(text: str) -> None:
    assert inert(text) == text
