"""Values follow references as far as the stack goes, and say so where it ends."""

from typing import Any

import pytest

from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import ABSENT, Computed, Known, Unknown

KEY = Resource("s", "aws_kms_key", "key", {"description": "prices", "tags": {"a": "b"}})


def stack_with(values: dict[str, Any]) -> tuple[Stack, Resource]:
    resource = Resource("s", "aws_sqs_queue", "queue", values)
    return Stack("s", [KEY, resource]), resource


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("plain", Known("plain"), id="text"),
        pytest.param(0, Known(0), id="zero is a value"),
        pytest.param(False, Known(False), id="false is a value"),
        pytest.param([], Known([]), id="an empty list is a value"),
        pytest.param(None, ABSENT, id="null is nothing"),
        pytest.param("${aws_kms_key.key.description}", Known("prices"), id="a written attribute"),
        pytest.param("x-${aws_kms_key.key.description}", Known("x-prices"), id="a template"),
        pytest.param("${aws_kms_key.key.tags}", Known({"a": "b"}), id="an object"),
        pytest.param("${aws_kms_key.key.arn}", Computed(KEY, "arn"), id="an attribute of AWS's"),
        pytest.param(
            ["${aws_kms_key.key.description}", 1], Known(["prices", 1]), id="inside a list"
        ),
        pytest.param({"//": "${x}", "a": None}, Known({"a": None}), id="comments are left out"),
        pytest.param(
            ["${aws_kms_key.key.arn}"],
            Unknown("it holds aws_kms_key.key.arn, which is known only after deployment"),
            id="a list that holds what only AWS knows",
        ),
        pytest.param(
            {"a": "${data.aws_region.here.name}"},
            Unknown("data.aws_region.here.name refers outside the stack"),
            id="a data source",
        ),
        pytest.param(
            "${upper(aws_kms_key.key.description)}",
            Unknown(
                "the expression ${upper(aws_kms_key.key.description)} is more than strings and"
                " references"
            ),
            id="a function call",
        ),
    ],
)
def test_a_value_is_followed_to_where_it_is_written(raw: object, expected: object) -> None:
    stack, resource = stack_with({"name": raw})

    assert stack.value(resource, "name") == expected


@pytest.mark.parametrize("block", [{"on": True}, [{"on": True}]], ids=["object", "list of one"])
def test_a_block_is_read_in_both_ways_of_writing_it(block: object) -> None:
    stack, resource = stack_with({"recovery": block})

    assert stack.value(resource, "recovery", "on") == Known(value=True)
    assert stack.value(resource, "recovery", 0, "on") == Known(value=True)
    assert stack.value(resource, "recovery", 1, "on") == ABSENT


def test_what_hides_in_an_expression_is_unknown() -> None:
    stack, resource = stack_with({"recovery": "${var.recovery}"})

    assert stack.value(resource, "recovery", "on") == Unknown(
        "on is read from the expression ${var.recovery}"
    )


def test_references_that_run_in_a_circle_are_unknown() -> None:
    a = Resource("s", "aws_sqs_queue", "a", {"name": "${aws_sqs_queue.b.name}"})
    b = Resource("s", "aws_sqs_queue", "b", {"name": "x${aws_sqs_queue.a.name}"})

    assert Stack("s", [a, b]).value(a, "name") == Unknown(
        "references form a cycle: aws_sqs_queue.a.name -> aws_sqs_queue.b.name"
        " -> aws_sqs_queue.a.name"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"x": "${aws_kms_key.key.arn}"}, True),
        ({"x": {"y": ["a ${aws_kms_key.key.arn}"]}}, True),
        ({"depends_on": ["aws_kms_key.key"]}, True),
        ({"depends_on": ["aws_kms_key.key2"], "x": "aws_kms_key.key.arn"}, False),
        ({}, False),
    ],
    ids=["a reference", "deep inside", "depends_on", "a like name", "nothing"],
)
def test_terraform_makes_first_what_is_referred_to(values: dict[str, Any], expected: bool) -> None:
    _, resource = stack_with(values)

    assert resource.refers_to(KEY) is expected


def test_a_resource_is_found_by_its_address() -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {})
    region = Resource("prices", "data.aws_region", "here", {})
    stack = Stack("prices", [queue], data=[region])

    assert stack.find("aws_sqs_queue.q") is queue
    assert stack.find("data.aws_region.here") is region
    assert stack.find("aws_sqs_queue.gone") is None
