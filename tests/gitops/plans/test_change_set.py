"""The normal form: equal for plans that do the same, different for others, without a secret."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.plans.change_set import differences, normalised
from gitops.plans.hidden import digest
from tests.gitops.plans.documents import (
    Document,
    changed,
    created,
    destroyed,
    plan,
    replaced,
    updated,
)

SECRET = "correct-horse-battery-staple"
QUEUE = "aws_sqs_queue.q"
GOOD = updated(QUEUE, {"delay": 1, "arn": "a"}, {"delay": 2}, unknown={"arn": True})


def _differences(old: list[Document], new: list[Document], **rest: Any) -> list[str]:
    return list(differences(normalised(plan(*old)), normalised(plan(*new, **rest))))


def test_the_order_of_resources_does_not_matter() -> None:
    other = created("aws_iam_role.r")

    assert _differences([GOOD, other], [other, GOOD]) == []


def test_resources_that_do_not_change_do_not_matter() -> None:
    assert _differences([GOOD], [GOOD, changed("aws_iam_role.r", ["no-op"])]) == []


def test_empty_marks_are_no_marks() -> None:
    bare = updated(QUEUE, {"a": [1]}, {"a": [2]}, unknown={}, secret_after=False)
    mirrored = updated(
        QUEUE, {"a": [1]}, {"a": [2]}, unknown={"a": [False]}, secret_after={"a": []}
    )

    assert _differences([bare], [mirrored]) == []


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        pytest.param([], "aws_sqs_queue.q: update in the review, no change now", id="gone"),
        pytest.param(
            [GOOD, destroyed("aws_kms_key.k")],
            "aws_kms_key.k: delete now, not in the review",
            id="one more",
        ),
        pytest.param(
            [destroyed(QUEUE)], "aws_sqs_queue.q: update in the review, delete now", id="action"
        ),
        pytest.param(
            [updated(QUEUE, {"delay": 1, "arn": "a"}, {"delay": 3}, unknown={"arn": True})],
            "aws_sqs_queue.q: differs in the value after (delay)",
            id="after",
        ),
        pytest.param(
            [updated(QUEUE, {"delay": 0, "arn": "a"}, {"delay": 2}, unknown={"arn": True})],
            "aws_sqs_queue.q: differs in the value before (delay)",
            id="another state",
        ),
        pytest.param(
            [updated(QUEUE, {"delay": 1, "arn": "a"}, {"delay": 2})],
            "aws_sqs_queue.q: differs in values known only after apply",
            id="unknown",
        ),
        pytest.param(
            [
                updated(
                    QUEUE,
                    {"delay": 1, "arn": "a"},
                    {"delay": 2},
                    unknown={"arn": True},
                    secret_after={"arn": True},
                )
            ],
            "aws_sqs_queue.q: differs in the value before (arn); sensitive values (after)",
            id="sensitive",
        ),
    ],
)
def test_every_difference_is_reported(planned: list[Document], said: str) -> None:
    assert _differences([GOOD], planned) == [said]


def test_another_order_of_replacement_is_another_change() -> None:
    first = replaced(QUEUE, ["name"])
    second = json.loads(json.dumps(first))
    second["change"]["actions"].reverse()

    assert _differences([first], [second]) == [
        "aws_sqs_queue.q: delete and create in the review, create and delete now"
    ]


def test_outputs_are_part_of_it() -> None:
    output = {"actions": ["update"], "before": "a", "after": "b"}

    assert _differences([], [], output_changes={"url": output}) == [
        "output url: update now, not in the review"
    ]


def test_a_leftover_of_a_replacement_does_not_hide_its_successor() -> None:
    both = [destroyed(QUEUE, deposed="ab12"), GOOD]

    assert set(normalised(plan(*both))["changes"]) == {QUEUE, f"{QUEUE} (deposed ab12)"}


@pytest.mark.parametrize(
    "change",
    [
        updated(QUEUE, {"p": SECRET}, {"p": "x"}, secret_before={"p": True}),
        updated(QUEUE, {"p": [{"q": SECRET}]}, {}, secret_before={"p": [{"q": True}]}),
        updated(QUEUE, {}, {"p": {"a": SECRET}}, secret_after={"p": [True]}),
        updated(QUEUE, {"p": SECRET}, {}, secret_before=True),
        created(QUEUE) | {"change": created(QUEUE, p=SECRET)["change"] | {"after_sensitive": True}},
    ],
)
def test_no_secret_is_in_it(change: Document) -> None:
    text = json.dumps(normalised(plan(change)))

    assert SECRET not in text
    assert "(sensitive)" in text


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xy"), inner),
    max_leaves=5,
)


@given(values, values)
def test_two_changes_are_equal_only_if_their_values_are(one: Any, other: Any) -> None:
    first = _differences([updated(QUEUE, {}, {"v": one})], [updated(QUEUE, {}, {"v": other})])

    assert bool(first) == (json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))


def test_what_aws_writes_by_itself_does_not_matter() -> None:
    mapping = "aws_lambda_event_source_mapping.m"
    result = "last_processing_result"
    reviewed = updated(mapping, {result: "OK", "size": 1}, {result: "OK", "size": 2})
    planned = updated(mapping, {result: "PROBLEM", "size": 1}, {result: "PROBLEM", "size": 2})

    assert _differences([reviewed], [planned]) == []
    assert _differences([reviewed], [updated(mapping, {"size": 1}, {"size": 3})]) != []


def test_true_is_not_one() -> None:
    assert digest(True) != digest(1)
