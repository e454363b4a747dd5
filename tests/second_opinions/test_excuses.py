"""An excuse covers what it names, and is no longer needed when nothing has that fault."""

from tests.second_opinions.excuses import remaining


def test_a_finding_without_an_excuse_remains() -> None:
    assert remaining(["a: X", "b: X"], {"a: *": "because"}) == ["b: X"]


def test_an_excuse_that_nothing_needs_remains() -> None:
    assert remaining(["a: X"], {"a: X": "because", "c: X": "no more"}) == [
        "nothing is excused by: c: X"
    ]
