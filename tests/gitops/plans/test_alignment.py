"""Elements keep their identity: what comes, goes, moves and changes is told apart, and no more."""

import json
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.plans.differences import Difference, Edit, differences
from gitops.review import attributes

ABSENT = "(none)"
LEAVES = st.booleans() | st.integers(0, 9) | st.text("ab", max_size=2)
# Terraform writes an absent attribute as null, so null as such says nothing.
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "y", "name"]), inner, min_size=1)
    ),
    max_leaves=12,
)


def _found(before: Any, after: Any, type_: str = "") -> list[Difference]:
    return list(differences({"before": {"v": before}, "after": {"v": after}}, type_=type_))


@given(VALUES, VALUES)
def test_the_differences_applied_to_before_give_after(before: Any, after: Any) -> None:
    found = [(one, one.steps[1:]) for one in _found(before, after)]

    assert _same(_applied(before, found), after)


Found = list[tuple[Difference, tuple[str | int, ...]]]


def _applied(value: Any, found: Found) -> Any:
    """The value after what was found in it, each with the rest of its steps."""
    whole = [one for one, steps in found if not steps and one.edit is Edit.CHANGED]
    if whole:
        return None if whole[0].after == ABSENT else json.loads(whole[0].after)
    below: dict[str | int, Found] = defaultdict(list)
    for one, steps in found:
        if steps:
            below[steps[0]].append((one, steps[1:]))
    if isinstance(value, dict) or any(isinstance(key, str) for key in below):
        parts = value or {}
        return {
            key: new
            for key in {*parts, *below}
            if (new := _applied(parts.get(key), below.get(key, []))) is not None
        }
    if below:
        return _list_applied(value or [], below)
    return value


def _list_applied(old: list[Any], below: dict[str | int, Found]) -> list[Any]:
    own = [(number, one) for number, some in below.items() for one, steps in some if not steps]
    removed = {number for number, one in own if one.edit is Edit.REMOVED}
    added = {number: json.loads(one.after) for number, one in own if one.edit is Edit.ADDED}
    moved = {number: int(one.before[1:-1]) for number, one in own if one.edit is Edit.MOVED}
    kept = (n for n in range(len(old)) if n not in removed and n not in moved.values())
    new = []
    for number in range(len(old) - len(removed) + len(added)):
        if number in added:
            new.append(added[number])
            continue
        element = old[moved[number] if number in moved else next(kept)]
        inner = [
            (one, steps)
            for one, steps in below.get(number, [])
            if steps or one.edit is Edit.CHANGED
        ]
        new.append(_applied(element, inner))
    return new


def _same(one: Any, other: Any) -> bool:
    return json.dumps(_bare(one), sort_keys=True) == json.dumps(_bare(other), sort_keys=True)


def _bare(value: Any) -> Any:
    """The value without what is empty: Terraform does not tell it from what is absent."""
    if isinstance(value, dict):
        bare = {key: inner for key, one in value.items() if (inner := _bare(one)) is not None}
        return bare or None
    return ([_bare(one) for one in value] or None) if isinstance(value, list) else value


def statement(sid: str, action: Any, effect: str = "Allow", **rest: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": effect, "Action": action, "Resource": "*", **rest}


FIVE = [*(statement(f"S{number}", f"sqs:A{number}") for number in range(4)),
        statement("Last", "*", "Deny")]  # fmt: skip


def _policy(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _lines(before: Any, after: Any, type_: str = "") -> list[str]:
    return [line for one in _found(before, after, type_) for line in attributes.lines(one)]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("place", range(6))
def test_a_statement_that_is_put_in_is_one_element(named: bool, place: int) -> None:
    new = statement("New", ["iam:PassRole"])
    five = [dict(one) for one in FIVE]
    if not named:
        for one in (new, *five):
            del one["Sid"]
    lines = _lines(_policy(five), _policy([*five[:place], new, *five[place:]]))

    assert len(lines) <= 7
    assert all(line.startswith("+") for line in lines)
    assert '+     Action: ["iam:PassRole"]' in lines
    assert "→" not in "".join(lines)


@given(st.lists(st.integers(0, 99), unique=True, min_size=1, max_size=30), st.data())
def test_the_lines_are_bounded_by_the_size_of_the_change(names: list[int], data: Any) -> None:
    before = [statement(f"S{name}", [f"sqs:A{name}", "sqs:B"]) for name in names]
    after = [dict(one) for one in before]
    edits = data.draw(st.integers(0, 4))
    for number in range(edits):
        place = data.draw(st.integers(0, len(after)))
        kind = data.draw(st.sampled_from("armc"))
        if kind == "a" or place == len(after):
            after.insert(place, statement(f"New{number}", "s3:Get"))
        elif kind == "r":
            del after[place]
        elif kind == "m":
            after.insert(data.draw(st.integers(0, len(after) - 1)), after.pop(place))
        else:
            after[place]["Action"] = [*after[place]["Action"], "iam:*"]

    assert len(_lines(_policy(before), _policy(after))) <= 6 * edits + 1
    assert len(_lines(before, after)) <= 6 * edits


RULES = [
    {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["10.0.0.0/8"]}
    for port in (80, 443, 8080)
]


def test_a_rule_of_a_security_group_is_one_element() -> None:
    ssh = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
    change = {"before": {"ingress": RULES}, "after": {"ingress": [ssh, *RULES]}}
    (one,) = differences(change, type_="aws_security_group")

    assert (one.edit, one.path, json.loads(one.after)) == (Edit.ADDED, "ingress[tcp 22 22]", ssh)


def test_a_set_has_no_order_and_a_list_has() -> None:
    change = {"before": {"layers": ["a", "b", "c"]}, "after": {"layers": ["b", "c", "a"]}}
    (one,) = differences(change, type_="aws_lambda_function")
    rules = {"before": {"ingress": RULES}, "after": {"ingress": RULES[::-1]}}

    assert (one.path, one.edit, one.before, one.after) == ("layers[2]", Edit.MOVED, "[0]", "[2]")
    assert list(differences(rules, type_="aws_security_group")) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("s3:Get*", ["s3:Get*", "iam:*"], [(Edit.ADDED, '"iam:*"')]),
        (["a:B", "c:D"], ["c:D", "a:B"], []),
        (["a:B", "c:D"], ["c:D"], [(Edit.REMOVED, ABSENT)]),
        ("a:B", "a:*", [(Edit.CHANGED, '"a:*"')]),
    ],
)
def test_actions_of_a_policy_are_a_set(before: Any, after: Any, expected: list[Any]) -> None:
    one, other = ({"Statement": [statement("S", side)]} for side in (before, after))
    found = _found(json.dumps(one), json.dumps(other))
    inside = [(each.edit, each.after) for each in found if each.path.startswith("v.Statement")]

    assert inside == expected


def test_two_thousand_changed_elements_of_a_list_are_compared_in_time() -> None:
    before = [{"a": number, "b": number} for number in range(2_000)]
    after = [{"a": number, "b": -number} for number in range(2_000)]

    assert len(_found(before, after)) >= 1_999


def test_an_element_whose_name_is_secret_keeps_its_number() -> None:
    before = [{"name": "hidden", "x": 1}, {"name": "other", "x": 1}]
    after = [{"name": "hidden", "x": 2}, {"name": "other", "x": 1}]
    found = differences(
        {"before": {"v": before}, "after": {"v": after}, "after_sensitive": {"v": [{"name": True}]}}
    )

    assert [one.path for one in found] == ["v[0].x"]
