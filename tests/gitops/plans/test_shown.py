"""What differs is shown, whatever its length: two different values never look equal."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops.plans import shown
from gitops.plans.differences import ABSENT, SENSITIVE, Difference, Edit, differences
from gitops.review import attributes
from policies.engine import secrets

# Runs of equal letters, white space, escapes and look-alikes are what a cut falls for.
# Letters and marks without a shape that Python calls printable.
UNSEEN = "\u034f\u115f\u1160\u17b4\u180b\u2800\u3164\ufe0f\uffa0"
PARTS = st.sampled_from(
    ["a", "x" * 200, "safe", "evil", " ", "\n", "\t", '"', "\\", "\\u0060", "`", "-->", "…",
     "\u0430", "é", "{", "}", ",", "line\n" * 40, "\r\n", "\u200b", "<b", "0"]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=12).map("".join)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=4,
)


def _lines(before: Any, after: Any) -> list[str]:
    change = {"before": {"v": before}, "after": {"v": after}}
    return [line for one in differences(change) for line in attributes.lines(one)]


@given(TEXTS, TEXTS, st.integers(20, 300))
def test_two_different_texts_look_different(before: str, after: str, most: int) -> None:
    one, other = (json.dumps(text, ensure_ascii=False) for text in (before, after))
    sides = shown.pair(one, other, most)

    assert (sides[0] != sides[1]) == (before != after) or SENSITIVE in sides


@given(VALUES, VALUES)
def test_what_a_reader_sees_of_two_values_differs(before: Any, after: Any) -> None:
    """The signed lines, or the sides of an arrow."""
    if secrets.marks({"v": [before, after]}):
        return
    for line in _lines(before, after):
        if " → " in line and line.startswith("    v"):
            left, _, right = line.partition(": ")[2].partition(" → ")
            assert left != right
    lines = _lines(before, after)
    assert all(line[0] == " " for line in lines) or _side("-", lines) != _side("+", lines)


@settings(max_examples=50)
@given(st.lists(TEXTS, max_size=12), st.lists(TEXTS, max_size=12))
def test_texts_of_several_lines_look_different(before: list[str], after: list[str]) -> None:
    one, other = "\n".join(before) + "\n", "\n".join(after) + "\n"
    if one == other or secrets.marks([one, other]):
        return
    lines = _lines(one, other)

    assert lines
    assert any(" → " in line for line in lines) or _side("-", lines) != _side("+", lines)


def _side(sign: str, lines: list[str]) -> list[str]:
    """The lines as they were or will be."""
    return [line[1:] for line in lines if line[0] in (sign, " ")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("x" * 170 + "safe", "x" * 170 + "evil", ("safe", "evil")),
        ("a " * 300 + "b " * 300, "c " * 300 + "b " * 299 + "evil", ("b", "evil")),
        ("admin", "\u0430dmin", ("admin", "\\u0430dmin")),
        ("a", "a ", ('"a"', '"a "')),
        ("role/caf\u00e9", "role/cafe\u0301", ("caf\\u00e9", "cafe\\u0301")),
        *(("admin", f"admin{one}", ('"admin"', f'admin\\u{ord(one):04x}"')) for one in UNSEEN),
    ],
)
def test_the_part_that_differs_is_shown(before: str, after: str, said: tuple[str, str]) -> None:
    sides = shown.pair(json.dumps(before), json.dumps(after, ensure_ascii=False))

    for word, side in zip(said, sides, strict=True):
        assert word in side
        assert len(side) < 900


def test_a_change_far_behind_another_one_is_shown_too() -> None:
    words = [f"word{number}" for number in range(150)]
    changed = ["first", *words[1:140], "evil", *words[141:]]
    before, after = shown.pair(json.dumps(" ".join(words)), json.dumps(" ".join(changed)))

    assert "first" in after
    assert "evil" in after
    assert "word70" not in after
    assert "word140" in before


def test_what_is_cut_is_counted() -> None:
    before, after = shown.pair(json.dumps("a" * 5_000), json.dumps("b" * 5_000))

    assert "4880 more characters" in after
    assert before != after


TEMPLATE = "\n".join(
    ["{", *(f'  "h{number}": "$input.params(\'h{number}\')",' for number in range(30)), "}"]
)


def test_a_renamed_header_in_a_template_is_two_lines_with_context() -> None:
    lines = _lines(TEMPLATE, TEMPLATE.replace('"h7"', '"x-evil"'))

    assert lines == [
        "    v:",
        "      from line 8 on:",
        '        "h6": "$input.params(\'h6\')",',
        '-       "h7": "$input.params(\'h7\')",',
        '+       "x-evil": "$input.params(\'h7\')",',
        '        "h8": "$input.params(\'h8\')",',
    ]


@pytest.mark.parametrize("other", ["a\nb \n", "a\nb\r\n", "a\n\tb\n", "a\nb\n\n"])
def test_white_space_that_changes_is_visible(other: str) -> None:
    sides = [_side(sign, _lines("a\nb\n", other)) for sign in "-+"]
    stripped = [[line.strip() for line in side] for side in sides]

    assert stripped[0] != stripped[1]


def test_json_in_a_text_is_compared_inside_also_behind_white_space() -> None:
    before = '\n  {"a": {"b": 1, "c": 2}}'
    after = ' {"a": {"b": 1, "c": 3}}'

    assert _lines(before, after) == ["    v.a.c: 2 → 3"]


def test_json_that_names_a_key_twice_is_compared_as_text() -> None:
    before = '{"Effect": "Deny", "Action": "s3:*", "x": 1}'
    after = '{"Effect": "Allow", "Effect": "Deny", "Action": "s3:*", "x": 2}'
    lines = _lines(before, after)

    assert "Allow" in "".join(lines)


def test_a_long_element_is_shown_a_key_a_line() -> None:
    element = {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": [f"s3:Get{number:030}" for number in range(4)],
        "Resource": "*",
    }
    text = json.dumps(element)

    assert shown.block(text) == [
        'Sid: "Read"',
        'Effect: "Allow"',
        "Action:",
        *(f'  - "s3:Get{number:030}"' for number in range(4)),
        'Resource: "*"',
    ]


def test_a_secret_is_masked_before_anything_is_cut() -> None:
    key = "AKIA" + "ABCDEFGHIJ234567"
    before, after = ("x" * 140 + f" {key} {end}" for end in ("a", "b"))

    assert key[:8] not in "".join(shown.pair(json.dumps(before), json.dumps(after)))
    assert key[:8] not in "".join(shown.block(json.dumps({"a": before})))
    one = Difference("v", ABSENT, json.dumps(f"{before}\nb"))
    assert key[:8] not in "".join(line.text for line in shown.line_difference(one))


def test_a_large_change_of_a_script_is_cut_and_counted() -> None:
    before, after = ("".join(f"{word}{n}\n" for n in range(900)) for word in ("old", "new"))
    lines = _lines(before, after)

    assert len(lines) < 100
    assert "more changed lines" in lines[-1]


@pytest.mark.parametrize("one", UNSEEN)
def test_what_has_no_shape_is_an_escape_also_in_a_new_value(one: str) -> None:
    element = json.dumps({"role": f"admin{one}", "why": "x" * 90})
    added = Difference("v", ABSENT, element, Edit.ADDED)

    assert f"admin\\u{ord(one):04x}" in "".join(attributes.lines(added))
    assert f"admin\\u{ord(one):04x}" in "".join(_lines("a\nb\n", f"a\nadmin{one}\nb\n"))


def test_a_letter_of_another_plane_without_a_shape_is_an_escape() -> None:
    assert "\\U000e0100" in "".join(attributes.lines(Difference("v", ABSENT, '"a\U000e0100"')))
