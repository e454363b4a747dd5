"""Attribute by attribute, and not one sensitive value."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.review.differences import differences

SECRET = "correct-horse-battery-staple"
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=8,
)
MARKS = st.recursive(
    st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=6,
)


def _found(before: Any, after: Any, **marks: Any) -> list[tuple[str, str, str]]:
    change = {"before": before, "after": after, **marks}
    return [(one.path, one.before, one.after) for one in differences(change)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("b", "2", "3")]),
        ({"t": {"x": "1"}}, {"t": {}}, [("t.x", '"1"', "(none)")]),
        ({"l": [1, 2]}, {"l": [1, 3, 4]}, [("l[1]", "2", "3"), ("l[2]", "(none)", "4")]),
        (None, {"a": "x"}, [("a", "(none)", '"x"')]),
        ({"a": "x"}, {"a": {"b": 1}}, [("a", '"x"', '{"b": 1}')]),
        ({"a": 1}, {"a": 1}, []),
    ],
)
def test_only_what_differs_is_told(before: Any, after: Any, expected: list[Any]) -> None:
    assert _found(before, after) == expected


def test_of_a_policy_only_the_inner_difference_is_told() -> None:
    before = json.dumps({"Statement": [{"Action": "s3:Get*", "Effect": "Allow"}]})
    after = json.dumps({"Statement": [{"Action": "s3:*", "Effect": "Allow"}]})

    assert _found({"policy": before}, {"policy": after}) == [
        ("policy.Statement[0].Action", '"s3:Get*"', '"s3:*"')
    ]


def test_json_that_differs_in_its_spelling_only_is_told() -> None:
    assert _found({"p": '{"a": 1}'}, {"p": '{"a":1}'}) == [("p", '"{\\"a\\": 1}"', '"{\\"a\\":1}"')]


def test_what_is_not_known_is_told_as_such() -> None:
    assert _found({"arn": "x"}, {}, after_unknown={"arn": True}) == [
        ("arn", '"x"', "(known after apply)")
    ]


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({"p": SECRET}, {"p": "new"}, {"before_sensitive": {"p": True}}),
        ({"p": "old"}, {"p": SECRET}, {"after_sensitive": {"p": True}}),
        ({"p": {"q": SECRET}}, {"p": "flat"}, {"before_sensitive": {"p": {"q": True}}}),
        ({"p": [SECRET]}, {"p": {"a": 1}}, {"before_sensitive": {"p": [True]}}),
        ({"p": SECRET}, {}, {"before_sensitive": {"p": True}, "after_unknown": {"p": True}}),
        ({"p": SECRET}, {"p": "x"}, {"before_sensitive": True}),
        (SECRET, "x", {"before_sensitive": True, "after_sensitive": False}),
    ],
)
def test_a_sensitive_value_is_masked(before: Any, after: Any, marks: dict[str, Any]) -> None:
    found = _found(before, after, **marks)

    assert SECRET not in json.dumps(found)
    assert any("(sensitive)" in one for one in found)


@given(VALUES, VALUES)
def test_equal_values_differ_nowhere_and_others_somewhere(before: Any, after: Any) -> None:
    assert _found(before, before) == []
    if json.dumps(_bare(before), sort_keys=True) != json.dumps(_bare(after), sort_keys=True):
        assert _found(before, after)


def _bare(value: Any) -> Any:
    """Terraform writes an absent block as null, as [] or as {}; none of them says anything."""
    if isinstance(value, dict):
        bare = {key: inner for key, one in value.items() if (inner := _bare(one)) is not None}
        return bare or None
    if isinstance(value, list):
        found = [_bare(one) for one in value]
        while found and found[-1] is None:
            found.pop()
        return found or None
    return value


@given(VALUES, VALUES, MARKS, MARKS, MARKS)
def test_no_shape_of_marks_breaks_the_walk(
    before: Any, after: Any, unknown: Any, secret_before: Any, secret_after: Any
) -> None:
    for _ in _found(
        before,
        after,
        after_unknown=unknown,
        before_sensitive=secret_before,
        after_sensitive=secret_after,
    ):
        pass
