"""A danger is judged by what is there, and shown without what a detector or Terraform hides."""

import json
from typing import Any

import pytest

from gitops.plans.danger import DangerousChange, of_change
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, changed, created, plan, updated

ACCESS = "who may do what"
KEY = "AKIA" + "ABCDEFGH" * 2
ANYBODY = {"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
HIDING = {**ANYBODY, "Condition": {"StringEquals": {"aws:userid": KEY}}}


def _of(change: Document) -> DangerousChange | None:
    (found,) = plan(change).changes
    return of_change(found)


def _policy(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def test_a_new_wide_policy_is_a_danger_although_a_part_of_it_is_masked() -> None:
    found = plan(created("aws_sqs_queue_policy.p", policy=_policy(HIDING)))
    text = render(CommentModel("dev", [found])).partition("<details>")[0]

    assert ACCESS in text
    assert 'Principal: "*"' in text
    assert KEY not in text


def test_the_text_of_a_policy_is_shown_but_for_what_is_secret() -> None:
    open_, closed = HIDING, {**HIDING, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}
    change = updated(
        "aws_sqs_queue_policy.p", {"policy": _policy(closed)}, {"policy": _policy(open_)}
    )
    found = _of(change)

    assert found is not None
    assert found.is_wide
    assert [(one.path, one.after) for one in found.differences] == [
        ("policy.Statement[A].Principal", '"*"')
    ]


def test_a_secret_that_changes_within_a_policy_is_named_by_its_place() -> None:
    other = {**HIDING, "Condition": {"StringEquals": {"aws:userid": KEY.replace("H", "X")}}}
    change = updated(
        "aws_sqs_queue_policy.p", {"policy": _policy(HIDING)}, {"policy": _policy(other)}
    )
    found = _of(change)

    assert found is not None
    assert [(one.path, one.after) for one in found.differences] == [
        ("policy.Statement[A].Condition.StringEquals.aws:userid", "(sensitive)")
    ]


@pytest.mark.parametrize(
    "marks",
    [
        {"secret_after": {"policy": True}},
        {"secret_after": True},
        {"secret_before": {"policy": True}},
    ],
)
def test_what_terraform_marks_is_a_danger_and_stays_hidden(marks: dict[str, Any]) -> None:
    new = changed("aws_sqs_queue_policy.p", ["create"], None, {"policy": _policy(ANYBODY)}, **marks)
    found = _of(new)

    assert found is not None
    assert found.titles == (ACCESS,)
    assert [(one.path, one.after) for one in found.differences] in (
        [("policy", "(sensitive)")],
        [("", "(sensitive)")],
    )


def test_a_danger_within_a_text_that_is_masked_is_one() -> None:
    """The text of an API, whose methods no longer ask who calls."""
    body = {"info": {"contact": KEY}, "paths": {"/": {"get": {"security": [{"sigv4": []}]}}}}
    bare = {"info": {"contact": KEY}, "paths": {"/": {"get": {}}}}
    change = updated(
        "aws_api_gateway_rest_api.a", {"body": json.dumps(body)}, {"body": json.dumps(bare)}
    )
    found = _of(change)

    assert found is not None
    assert found.titles == (ACCESS,)
    assert [(one.path, one.after) for one in found.differences] == [("body", "(sensitive)")]


def test_the_value_under_a_telling_name_is_no_policy_to_be_read() -> None:
    change = updated("aws_x.y", {"api_token": _policy()}, {"api_token": _policy(HIDING)})

    assert "sqs" not in render(CommentModel("dev", [plan(change)]))
