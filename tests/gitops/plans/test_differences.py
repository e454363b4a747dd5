"""Attribute by attribute, and not one sensitive value."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops.fleet import drift
from gitops.plans.change_set import normalised
from gitops.plans.changes import parsed
from gitops.plans.differences import UNKNOWN, differences
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import changed, document

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
def test_only_what_differs_is_reported(before: Any, after: Any, expected: list[Any]) -> None:
    assert _found(before, after) == expected


def test_of_a_policy_only_the_inner_difference_is_reported() -> None:
    before = json.dumps({"Statement": [{"Action": "s3:Get*", "Effect": "Allow"}]})
    after = json.dumps({"Statement": [{"Action": "s3:*", "Effect": "Allow"}]})

    assert _found({"policy": before}, {"policy": after}) == [
        ("policy.Statement[0].Action", '"s3:Get*"', '"s3:*"')
    ]


def test_json_that_differs_in_its_spelling_only_is_reported() -> None:
    assert _found({"p": '{"a": 1}'}, {"p": '{"a":1}'}) == [("p", '"{\\"a\\": 1}"', '"{\\"a\\":1}"')]


def test_what_is_not_known_is_reported_as_such() -> None:
    assert _found({"arn": "x"}, {}, after_unknown={"arn": True}) == [
        ("arn", '"x"', "(known after apply)")
    ]


def test_an_unknown_part_of_a_list_in_an_added_element_is_no_null() -> None:
    rule = {"groups": [None, "sg-1"], "nested": [{"a": 1}]}
    unknown = {"rules": [{"groups": [True, False, True], "nested": [{"b": True}]}]}
    ((path, _, shown),) = _found({"rules": []}, {"rules": [rule]}, after_unknown=unknown)

    assert path == "rules[0]"
    assert json.loads(shown) == {
        "groups": [UNKNOWN, "sg-1", UNKNOWN],
        "nested": [{"a": 1, "b": UNKNOWN}],
    }


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
        (
            {"e": [{"v": {"p": SECRET, "q": "INFO"}}]},
            {"e": [{}]},
            {
                "before_sensitive": {"e": [{"v": {"p": True}}]},
                "after_unknown": {"e": [{"v": True}]},
            },
        ),
        ({"l": [SECRET, "x"]}, {"l": ["x", SECRET]}, {"before_sensitive": {"l": [True, False]}}),
        ({"l": ["a", SECRET]}, {"l": [SECRET]}, {"before_sensitive": {"l": [False, True]}}),
        ({"p": [SECRET]}, {}, {"before_sensitive": {"p": {"q": True}}}),
        ({"p": {"q": SECRET}}, {}, {"before_sensitive": {"p": [True]}}),
        ({"p": json.dumps({"q": SECRET})}, {"p": "{}"}, {"before_sensitive": {"p": {"q": True}}}),
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


def test_beside_what_is_secret_the_rest_is_reported() -> None:
    before = {"v": {"p": SECRET, "level": "INFO"}}
    marks = {"before_sensitive": {"v": {"p": True}}, "after_unknown": {"v": {"level": True}}}

    assert _found(before, {"v": {}}, **marks) == [
        ("v.level", '"INFO"', "(known after apply)"),
        ("v.p", "(sensitive)", "(sensitive)"),
    ]


def test_what_nobody_marked_is_known_by_its_name_and_its_form() -> None:
    found = _found(
        {"v": {"API_TOKEN": "old", "HOOK": "x", "LEVEL": "INFO"}},
        {"v": {"API_TOKEN": SECRET, "HOOK": "sk-live-" + SECRET, "LEVEL": "DEBUG"}},
    )

    assert found == [
        ("v.API_TOKEN", "(sensitive)", "(sensitive)"),
        ("v.HOOK", "(sensitive)", "(sensitive)"),
        ("v.LEVEL", '"INFO"', '"DEBUG"'),
    ]


def test_names_within_something_sensitive_are_not_reported() -> None:
    change = changed(
        "aws_x.y",
        ["delete", "create"],
        {"v": {SECRET: "a"}},
        {"v": {}},
        unknown={"v": {SECRET: True}},
        secret_before={"v": True},
        replace_paths=[["v", SECRET]],
    )
    plan = parsed("stack", document([change]))

    assert SECRET not in json.dumps(normalised(plan)) + render(CommentModel("dev", [plan]))
    assert plan.changes[0].forced_by == ["v"]


@st.composite
def marked(draw: st.DrawFn, depth: int = 3) -> tuple[Any, Any, list[str]]:
    """A value, its marks of Terraform's form, and the texts in it that are marked."""
    mark = draw(st.sampled_from([True, False, None])) if draw(st.booleans()) else "parts"
    if depth == 0 or mark != "parts":
        texts = [f"m{draw(st.uuids()).hex}k" for _ in range(3)]
        value = draw(st.sampled_from(_shapes(*texts)))
        return value, mark if mark != "parts" else False, texts if mark is True else []
    if draw(st.booleans()):
        parts = draw(st.lists(marked(depth - 1), max_size=3))
        marks = [part[1] for part in parts]
        # Terraform leaves out what is not marked at the end of a list.
        while marks and not marks[-1] and draw(st.booleans()):
            marks.pop()
        return [part[0] for part in parts], marks, [text for part in parts for text in part[2]]
    inner = draw(st.dictionaries(st.sampled_from("xyz"), marked(depth - 1), max_size=3))
    return (
        {key: part[0] for key, part in inner.items()},
        {key: part[1] for key, part in inner.items() if part[1] or draw(st.booleans())},
        [text for part in inner.values() for text in part[2]],
    )


def _shapes(first: str, second: str, third: str) -> list[Any]:
    return [
        first,
        None,
        [first, second],
        {first: second, "x": [{"y": third}]},
        json.dumps({"x": first, "y": [second]}),
        json.dumps({"x": json.dumps([third])}),
    ]


UNKNOWN_OF = st.recursive(
    st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(
    marked(),
    marked(),
    UNKNOWN_OF,
    st.lists(st.lists(st.sampled_from("xyz") | st.integers(0, 2), max_size=3), max_size=2),
    st.sampled_from([["update"], ["delete", "create"], ["create"], ["delete"]]),
)
def test_nothing_under_a_mark_reaches_any_output(
    before: Any, after: Any, unknown: Any, replaced: Any, actions: list[str]
) -> None:
    values = {
        "unknown": unknown,
        "secret_before": before[1],
        "secret_after": after[1],
        "replace_paths": replaced,
    }
    change = changed("aws_x.y", actions, before[0], after[0], **values)
    plan = parsed("stack", document([change], output_changes={"o": change["change"]}))
    said = [
        *map(str, differences(change["change"])),
        json.dumps(normalised(plan)),
        render(CommentModel("dev", [plan])),
        str(plan.changes[0].forced_by),
        *map(str, drift.changes({"resource_drift": [change]})),
    ]

    for text in (*before[2], *after[2]):
        assert not [one for one in said if text in one]


@settings(max_examples=150, deadline=None)
@given(marked(), st.randoms(), UNKNOWN_OF, st.booleans())
def test_a_secret_that_moves_within_its_list_is_not_reported(
    value: Any, random: Any, unknown: Any, turned: bool
) -> None:
    moved = _shuffled(value[0], random)
    sides = (moved, value[0]) if turned else (value[0], moved)
    mark = {"secret_after" if turned else "secret_before": value[1]}
    change = changed("aws_x.y", ["update"], *sides, unknown=unknown, **mark)
    said = [
        *map(str, differences(change["change"])),
        json.dumps(normalised(parsed("stack", document([change])))),
    ]

    for text in value[2]:
        assert not [one for one in said if text in one]


def _shuffled(value: Any, random: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(one, random) for key, one in value.items()}
    if isinstance(value, list):
        return random.sample([_shuffled(one, random) for one in value], len(value))
    return value


def test_a_policy_behind_a_byte_order_mark_is_compared_as_one() -> None:
    old, new = ({"Statement": [{"Effect": "Allow", "Action": one}]} for one in ("a:b", "iam:*"))
    found = _found({"policy": json.dumps(old)}, {"policy": f"\ufeff{json.dumps(new)}"})

    assert found == [("policy.Statement[0].Action", '"a:b"', '"iam:*"')]
