"""Two stacks of one account may not declare the same name."""

from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate

UNIQUE = [one for one in discover() if one.id == "resource_name_is_unique"]


def findings(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, str]]:
    """Place and finding of each, whatever the order in which the stacks are evaluated."""
    stacks = [
        synth.stack(name, {"resource": one})
        for name, one in (("alerts", first), ("prices", second))
    ]
    found = evaluate(stacks, UNIQUE).findings
    assert found == evaluate(stacks[::-1], UNIQUE).findings
    return [(one.place, one.found) for one in found]


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        ("aws_sqs_queue", "name"),
        ("aws_sns_topic", "name"),
        ("aws_dynamodb_table", "name"),
        ("aws_lambda_function", "function_name"),
        ("aws_kms_alias", "name"),
        ("aws_iam_role", "name"),
    ],
)
def test_the_second_stack_that_declares_a_name_is_found_once(kind: str, attribute: str) -> None:
    first, second = {kind: {"a": {attribute: "x-dev"}}}, {kind: {"b": {attribute: "x-dev"}}}

    assert findings(first, second) == [
        (f"prices: {kind}.b", f'{attribute} = "x-dev", which is that of alerts: {kind}.a')
    ]


def test_two_stacks_may_not_give_a_function_the_same_statement() -> None:
    function = {"aws_lambda_function": {"f": {"function_name": "f-dev"}}}
    first = {
        **function,
        "aws_lambda_permission": {
            "a": {"statement_id": "api", "function_name": "${aws_lambda_function.f.function_name}"}
        },
    }
    second = {"aws_lambda_permission": {"b": {"statement_id": "api", "function_name": "f-dev"}}}

    (found,) = findings(first, second)

    assert found[0] == "prices: aws_lambda_permission.b"


def test_one_name_of_two_types_is_no_conflict() -> None:
    name = {"name": "x-dev"}

    assert findings({"aws_sqs_queue": {"a": name}}, {"aws_sns_topic": {"a": name}}) == []
