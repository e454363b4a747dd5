"""botocore's model of each API call that creates a resource of the stacks."""

from dataclasses import replace
from typing import Any

import pytest

from tests.second_opinions.api_calls import CALLS, calls
from tests.second_opinions.api_model import violations
from tests.second_opinions.deployment import Deployed
from tests.second_opinions.excuses import remaining

EXCUSES: dict[str, str] = {}


def findings(resource: Deployed) -> list[str]:
    return [
        f"{resource.place}: {found}"
        for operation, parameters in calls(resource)
        for found in violations(operation, parameters)
    ]


def test_no_call_breaks_its_model(resources: list[Deployed]) -> None:
    found = [finding for each in resources for finding in findings(each)]

    assert remaining(found, EXCUSES) == []


def test_every_type_of_the_stacks_has_its_calls(resources: list[Deployed]) -> None:
    assert {each.type for each in resources} == CALLS.keys()


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("aws_lambda_function", {"runtime": "python3.99"}, "CreateFunction.Runtime: 'python3.99'"),
        ("aws_lambda_function", {"timeout": "60"}, "Invalid type for parameter Timeout"),
        ("aws_lambda_function", {"function_name": "a b"}, "does not match"),
        ("aws_lambda_function", {"reserved_concurrent_executions": -1}, "valid min value: 0"),
        ("aws_lambda_function", {"nonsense": 1}, "Unknown parameter"),
        ("aws_lambda_event_source_mapping", {"batch_size": 10_001}, "is more than 10000"),
        ("aws_cloudwatch_log_group", {"name": "prices?"}, "does not match"),
        ("aws_cloudwatch_metric_alarm", {"alarm_actions": ["a"] * 6}, "6 is more than 5"),
        ("aws_dynamodb_table", {"billing_mode": "FREE"}, "is none of PROVISIONED"),
        ("aws_sqs_queue", {"nonsense": 1}, "'Nonsense' is none of"),
        ("aws_iam_role", {"max_session_duration": 60}, "valid min value: 3600"),
        ("aws_kms_key", {"tags": {"k" * 129: "v"}}, "129 is more than 128"),
        ("aws_kms_alias", {"name": None}, "Invalid type for parameter AliasName"),
    ],
)
def test_a_broken_resource_is_found(
    resources: list[Deployed], kind: str, change: dict[str, Any], words: str
) -> None:
    whole = next(each for each in resources if each.type == kind)
    broken = replace(whole, values={**whole.values, **change})

    assert any(words in each for each in findings(broken))
