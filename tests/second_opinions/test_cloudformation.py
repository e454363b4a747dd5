"""cfn-lint's schemas of CloudFormation, over the resources in its spelling."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from cfnlint.api import lint

from tests.second_opinions.cloudformation import NOT_CONVERTED, TYPES, template
from tests.second_opinions.deployment import REGION, Deployed
from tests.second_opinions.excuses import remaining

EXCUSES: dict[str, str] = {}


def findings(resources: Iterable[Deployed]) -> Iterator[str]:
    text = template(resources)
    places = {
        name: each["Metadata"]["place"] for name, each in json.loads(text)["Resources"].items()
    }
    for found in lint(text, regions=[REGION]):
        place = places.get(str(found.path[1])) if len(found.path) > 1 else "the template"
        path = ".".join(map(str, found.path[3:]))
        yield f"{place}: {path}: {found.rule.id}: {found.message}"


def test_no_resource_has_a_finding(resources: list[Deployed]) -> None:
    assert remaining(findings(resources), EXCUSES) == []


def test_every_type_of_the_stacks_is_converted_or_has_a_reason(resources: list[Deployed]) -> None:
    assert {each.type for each in resources} == TYPES.keys() | NOT_CONVERTED.keys()


# Type, what breaks a resource of it, and what cfn-lint says then.
FAULTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("aws_lambda_function", {"runtime": "python3.99"}, "is not one of"),
    ("aws_lambda_function", {"memory_size": 64}, "less than the minimum of 128"),
    ("aws_sqs_queue", {"message_retention_seconds": 59}, "less than the minimum of 60"),
    ("aws_cloudwatch_log_group", {"retention_in_days": 2}, "is not one of"),
    ("aws_cloudwatch_metric_alarm", {"period": 61}, "a multiple of 60"),
    ("aws_kms_alias", {"name": "prices"}, "does not match"),
    ("aws_dynamodb_table", {"nonsense": 1}, "Additional properties are not allowed"),
)


@pytest.fixture(scope="module")
def found_in_broken(resources: list[Deployed]) -> list[str]:
    """The findings in one template of all broken resources: cfn-lint takes a second to start."""
    whole = {each.type: each for each in resources}
    return list(
        findings(
            Deployed(f"fault {number}", kind, {**whole[kind].values, **change})
            for number, (kind, change, _) in enumerate(FAULTS)
        )
    )


@pytest.mark.parametrize(("number", "words"), [(n, fault[2]) for n, fault in enumerate(FAULTS)])
def test_a_broken_resource_is_found(found_in_broken: list[str], number: int, words: str) -> None:
    assert any(each.startswith(f"fault {number}:") and words in each for each in found_in_broken)
