"""What is known only after apply is read from the synthesized JSON, and no secret with it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.plans import synthesis
from gitops.plans.danger import of_change
from gitops.plans.differences import UNKNOWN, Difference, of
from gitops.review import attributes
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, changed, plan, updated
from tests.gitops.plans.test_alignment import FIVE, statement

QUEUE = "aws_sqs_queue_policy.p"
ARN = "${aws_sqs_queue.q.arn}"


def _policy(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _found(change: Document, **declared: Any) -> list[Difference]:
    type_, name = change["address"].split(".")
    document = {"resource": {type_: {name: declared}}}
    (one,) = synthesis.filled(plan(change), document).changes
    return list(of(one))


def test_a_policy_with_the_arn_of_a_new_queue_can_be_read() -> None:
    new = statement("New", "sqs:SendMessage", Resource=ARN)
    change = updated(QUEUE, {"policy": _policy(*FIVE)}, {}, unknown={"policy": True})
    (one,) = _found(change, policy=_policy(*FIVE, new))

    assert one.path == "policy.Statement[New]"
    assert one.from_synthesis
    assert next(attributes.lines(one)) == "+   policy.Statement[New] added: (from synthesis)"


def test_what_the_synthesized_json_does_not_know_stays_unknown() -> None:
    change = updated(QUEUE, {"policy": "a", "id": "x"}, {}, unknown={"policy": True, "id": True})

    assert [one.after for one in _found(change)] == [UNKNOWN, UNKNOWN]
    assert [one.after for one in _found(change, policy="b")] == [UNKNOWN, '"b"']


def test_a_value_that_may_be_the_same_is_still_unknown() -> None:
    change = updated(QUEUE, {"policy": "a"}, {}, unknown={"policy": True})

    assert [one.after for one in _found(change, policy="a")] == [UNKNOWN]


def test_a_block_is_a_list_in_the_plan_and_an_object_in_the_synthesized_json() -> None:
    change = updated(
        "aws_lambda_function.f",
        {"dead_letter_config": [{"target_arn": "a"}], "vpc": [{"ids": ["x"]}]},
        {"dead_letter_config": [{}]},
        unknown={"dead_letter_config": [{"target_arn": True}], "vpc": True},
    )
    found = _found(change, dead_letter_config={"target_arn": ARN}, vpc={"ids": [ARN]})

    assert [(one.path, one.after) for one in found] == [
        ("dead_letter_config[0].target_arn", json.dumps(ARN)),
        ("vpc[0].ids[0]", json.dumps(ARN)),
    ]


def test_what_is_known_is_not_taken_from_the_synthesized_json() -> None:
    change = updated(QUEUE, {"policy": "a"}, {"policy": "b"})

    assert [one.after for one in _found(change, policy="c")] == ['"b"']


SECRET = "correct-horse-battery-staple"


@pytest.mark.parametrize(
    ("before", "declared", "rest"),
    [
        ({"v": "a"}, {"v": SECRET}, {"secret_before": {"v": True}}),
        ({"v": "a"}, {"v": SECRET}, {"secret_after": {"v": True}}),
        ({"v": {"x": "a"}}, {"v": {"x": SECRET}}, {"secret_after": {"v": {"x": True}}}),
        ({"v": "a"}, {"v": f"API_TOKEN={SECRET}"}, {}),
        ({"v": {}}, {"v": {"api_token": SECRET}}, {}),
        ({"v": "a"}, {"v": json.dumps({"password": SECRET})}, {}),
        ({"v": []}, {"v": [{"name": "DB_PASSWORD", "value": SECRET}]}, {}),
        ({"v": "sk-live-" + SECRET}, {"v": SECRET}, {}),
        (None, {"v": SECRET}, {"secret_after": {"v": True}}),
    ],
)
def test_no_secret_comes_from_the_synthesized_json(
    before: Any, declared: Document, rest: Document
) -> None:
    actions = ["update"] if before else ["create"]
    change = changed("aws_x.y", actions, before, {}, unknown={"v": True}, **rest)
    found = plan(change)
    filled = synthesis.filled(found, {"resource": {"aws_x": {"y": declared}}})

    assert SECRET not in str(_found(change, **declared))
    assert SECRET not in render(CommentModel("dev", [filled]))
    assert SECRET not in repr(filled)


def test_where_a_part_is_secret_nothing_beside_it_is_read() -> None:
    change = updated(
        "aws_x.y", {"v": {"x": "a"}}, {}, unknown={"v": True}, secret_after={"v": {"x": True}}
    )
    (one,) = _found(change, v={"x": SECRET, "y": "plain"})

    assert (one.path, one.before, one.after) == ("v", "(sensitive)", UNKNOWN)


@given(st.dictionaries(st.sampled_from(["v", "x"]), st.booleans()), st.text("ab", min_size=3))
def test_nothing_is_shown_where_either_side_is_marked(marks: dict[str, bool], text: str) -> None:
    change = updated(
        "aws_x.y", {"v": "1", "x": "2"}, {}, unknown={"v": True, "x": True}, secret_after=marks
    )
    found = _found(change, v=f"v-{text}", x=f"x-{text}")

    for one in found:
        assert (f"{one.path}-{text}" in one.after) != marks.get(one.path, False)


@pytest.mark.parametrize(
    "document",
    [{}, {"resource": []}, {"resource": {"aws_x": []}}, {"resource": {"aws_x": {"y": 1}}}],
)
def test_a_document_of_another_shape_changes_nothing(document: Document) -> None:
    found = plan(updated("aws_x.y", {"a": 1}, {}, unknown={"a": True}))

    assert synthesis.filled(found, document) == replace(found, changes=found.changes)


@pytest.mark.parametrize("text", [None, "", "[1]", "{", "[" * 100_000])
def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "cdk.tf.json").write_text(text)

    assert synthesis.read(tmp_path / "cdk.tf.json") == {}


ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}


def test_a_new_policy_that_only_the_synthesized_json_knows_may_be_wide() -> None:
    address = "aws_s3_bucket_policy.p"
    change = changed(address, ["create"], None, {}, unknown={"policy": True})
    block = {"aws_s3_bucket_policy": {"p": {"policy": _policy(ANYBODY)}}}
    found = synthesis.filled(plan(change), {"resource": block})
    text = render(CommentModel("dev", [found])).partition("<details>")[0]

    assert f"+ create {address}: who may do what\n" in text
    assert 'Principal: "*"' in text


def test_a_danger_deep_in_what_only_the_synthesized_json_knows_is_found() -> None:
    address = "aws_api_gateway_rest_api.a"
    body = json.dumps({"paths": {"/x": {"security": [ARN]}}})
    change = updated(address, {"body": "{}"}, {}, unknown={"body": True})
    block = {"aws_api_gateway_rest_api": {"a": {"body": body}}}
    (one,) = synthesis.filled(plan(change), {"resource": block}).changes

    assert of_change(one) is not None
