"""Java's patterns in Python."""

import re

import pytest

from localcloud.refusals.validation.patterns import compile_pattern


@pytest.mark.parametrize(
    ("java", "matches", "fails"),
    [
        (r"\w+", "abc_1", "é"),
        (r"[\w-_]*", "a-b", "a.b"),
        (r"[\w-\/.]+", "a-/.", "a:"),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", "Größe 中文 42", "a;b"),
        (r"\p{Print}+", "a b~", "\t"),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*", "a😀", "\x00"),
        (r"^(?![^:\\]*/action/|(?i).*<script>.*</script>.*)[^:\\]+$", "mine", "<SCRIPT></script>"),
        ("^[a-z]+$", "abc", "abc\n"),
        ("a", "a", "ab"),
    ],
)
def test_a_pattern_matches_whole_values_as_in_java(java: str, matches: str, fails: str) -> None:
    assert compile_pattern(java).fullmatch(matches)
    assert not compile_pattern(java).fullmatch(fails)


def test_a_property_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(re.error):
        compile_pattern(r"\p{Nonsense}")
