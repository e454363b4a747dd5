"""A policy that `data.aws_iam_policy_document` writes is read like one that stands there."""

import json
from typing import Any

import pytest

from policies.aws.policy_documents import Statement, statements
from policies.engine import synth
from policies.engine.resource import Resource
from policies.engine.stack import Stack

SEND = {
    "sid": "Send",
    "actions": ["sqs:SendMessage"],
    "resources": ["${aws_sqs_queue.q.arn}"],
    "principals": [{"type": "Service", "identifiers": ["sns.amazonaws.com"]}],
    "condition": [
        {"test": "ArnEquals", "variable": "aws:SourceArn", "values": ["a"]},
        {"test": "ArnEquals", "variable": "aws:SourceArn", "values": ["b"]},
    ],
}


def policy_of(data: dict[str, Any], attribute: str = "json") -> tuple[Resource, Stack]:
    reference = f"${{data.aws_iam_policy_document.d.{attribute}}}"
    document = {
        "data": {"aws_iam_policy_document": {"d": data}},
        "resource": {"aws_sqs_queue_policy": {"p": {"policy": reference}}},
    }
    stack = synth.stack("prices", document)
    return stack.resources[0], stack


@pytest.mark.parametrize("attribute", ["json", "minified_json"])
@pytest.mark.parametrize("blocks", [SEND, [SEND]], ids=["an object", "a list"])
def test_a_statement_is_read_with_all_its_elements(attribute: str, blocks: object) -> None:
    policy, stack = policy_of({"statement": blocks}, attribute)

    assert statements(policy, "policy", stack) == [
        Statement(
            "Allow",
            frozenset({"sqs:SendMessage"}),
            frozenset({"aws_sqs_queue.q.arn"}),
            frozenset({("Service", "sns.amazonaws.com")}),
            frozenset({("ArnEquals", "aws:SourceArn", frozenset({"a", "b"}))}),
        )
    ]


@pytest.mark.parametrize(
    ("block", "element", "expected"),
    [
        ({"effect": "Deny"}, "Effect", "Deny"),
        ({"not_actions": ["a:B"]}, "NotAction", ["a:B"]),
        ({"not_resources": ["x"]}, "NotResource", ["x"]),
        ({"principals": [{"type": "*", "identifiers": ["*"]}]}, "Principal", "*"),
        (
            {"not_principals": [{"type": "AWS", "identifiers": ["a"]}]},
            "NotPrincipal",
            {"AWS": ["a"]},
        ),
        ({"resources": ["arn:x/&{aws:username}"]}, "Resource", ["arn:x/$${aws:username}"]),
    ],
)
def test_each_attribute_becomes_its_element(
    block: dict[str, Any], element: str, expected: object
) -> None:
    policy, _ = policy_of({"statement": [block]})

    (statement,) = json.loads(policy.values["policy"])["Statement"]
    assert statement[element] == expected


def test_the_version_is_that_of_the_data() -> None:
    assert json.loads(policy_of({"version": "2008-10-17"})[0].values["policy"]) == {
        "Version": "2008-10-17",
        "Statement": [],
    }


@pytest.mark.parametrize(
    "statement", [7, ["x"], [{"principals": [{"type": "AWS"}]}], [{"condition": [{"test": "a"}]}]]
)
def test_a_statement_of_another_shape_is_refused(statement: object) -> None:
    with pytest.raises(synth.BrokenSynth, match="does not have the format"):
        policy_of({"statement": statement})
