"""Policy documents read the same however they are written, and whatever they hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.aws.policy_documents import Statement, exactly, neutral, statements
from policies.engine.decision import COMPLIANT, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(["Sid", "Effect", "Principal", "Action", "Resource", "Condition", "Not"])
STATEMENTS = st.dictionaries(KEYS, JSON | st.just("Allow") | st.just({"StringEquals": {"a": "b"}}))
QUEUE = Resource("prices", "aws_sqs_queue", "q", {"name": "q-dev"})
DATA = [
    Resource("prices", "data.aws_partition", "here", {"partition": "aws-cn"}),
    Resource("prices", "data.aws_caller_identity", "me", {"account_id": "123456789012"}),
]
SYNTHESIZED = Stack("prices", [QUEUE])
PLANNED = Stack("prices", [QUEUE], place=Place.PLAN, data=DATA)
WRITTEN = (
    "arn:${data.aws_partition.here.partition}:sqs:x:${data.aws_caller_identity.me.account_id}:q"
)


def read(document: object) -> list[Statement] | Violation | Undecided:
    holder = Resource("prices", "aws_sqs_queue_policy", "p", {"policy": json.dumps(document)})
    return statements(holder, "policy", SYNTHESIZED)


@given(st.lists(STATEMENTS, max_size=2) | STATEMENTS | JSON)
def test_whatever_a_document_holds_is_read_or_refused(held: Any) -> None:
    found = read({"Version": "2012-10-17", "Statement": held})

    assert isinstance(found, Violation | Undecided) or all(one.actions for one in found)


@given(JSON)
def test_what_is_no_document_is_refused(held: Any) -> None:
    assert isinstance(read(held), Violation | Undecided)


def test_a_document_holds_nothing_that_no_policy_reads() -> None:
    whole = {"Id": "a", "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*"}]}

    assert isinstance(read(whole), list)
    assert read({**whole, "statement": []}) == Violation(
        "statement in policy", "only Id, Statement, Version"
    )


@pytest.mark.parametrize(
    ("stack", "text", "expected"),
    [
        (SYNTHESIZED, WRITTEN, "arn:<partition>:sqs:x:<account>:q"),
        (PLANNED, WRITTEN, "arn:<partition>:sqs:x:<account>:q"),
        (PLANNED, "arn:aws-cn:sqs:x:123456789012:q", "arn:<partition>:sqs:x:<account>:q"),
        (SYNTHESIZED, "arn:aws:sqs:x:123456789012:q", "arn:<partition>:sqs:x:123456789012:q"),
        (PLANNED, "123456789012", "<account>"),
        (PLANNED, "arn:aws:sqs:x:210987654321:q", "arn:aws:sqs:x:210987654321:q"),
        (PLANNED, "arn:aws-cn:s3:::123456789012", "arn:<partition>:s3:::123456789012"),
        (SYNTHESIZED, "arn:aws-cn:sqs:x:123456789012:q", "arn:aws-cn:sqs:x:123456789012:q"),
        (SYNTHESIZED, "${aws_sqs_queue.q.arn}/*", "aws_sqs_queue.q.arn/*"),
        (SYNTHESIZED, "x-${aws_sqs_queue.q.name}", "x-q-dev"),
        (SYNTHESIZED, "$${aws:username}", "${aws:username}"),
        (SYNTHESIZED, "${upper(aws_sqs_queue.q.name)}", None),
    ],
)
def test_a_text_reads_the_same_before_and_after(
    stack: Stack, text: str, expected: str | None
) -> None:
    assert neutral(text, stack) == expected


def test_one_text_and_a_list_of_it_are_the_same() -> None:
    one = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    other = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["*"]}
    documents = [read({"Version": "2012-10-17", "Statement": held}) for held in (one, [other])]

    assert documents[0] == documents[1]


ONE = Statement("Allow", frozenset({"sqs:SendMessage"}))
OTHER = Statement("Allow", frozenset({"sqs:*"}), principals=frozenset({("Service", "x")}))


def test_the_order_of_statements_does_not_matter() -> None:
    assert exactly([ONE, OTHER], [OTHER, ONE]) == COMPLIANT


def test_what_one_has_too_much_is_reported_before_what_another_lacks() -> None:
    assert exactly([OTHER], [ONE]) == Violation("for x: Allow, sqs:*", "nothing more")
    assert exactly([], [ONE]) == Violation("for the role: nothing", "Allow, sqs:SendMessage")
