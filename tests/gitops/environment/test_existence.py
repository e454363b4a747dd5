"""Each thing is described by its own call; the answers are AWS's."""

from collections.abc import Callable
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError

from gitops.adapters.cloud import Cloud
from gitops.environment.existence import DESCRIBES, TYPES, Thing
from gitops.environment.listings import FOUND_BY_TAG_ONLY, LISTINGS

AWS = Cloud.aws()
ACCOUNT = "arn:aws:{}:us-east-1:123456789012:{}"
Answers = Callable[[Any], list[tuple[str, Any]]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Every call of AWS gets this answer, or this error code; returns the calls."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def fake(answer: Any) -> list[tuple[str, Any]]:
        calls: list[tuple[str, Any]] = []

        def call(_client: Any, operation: str, arguments: Any) -> Any:
            calls.append((operation, arguments))
            if isinstance(answer, str):
                raise ClientError({"Error": {"Code": answer, "Message": ""}}, operation)
            return answer

        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", call)
        return calls

    return fake


@pytest.mark.parametrize(
    ("arn", "operation", "arguments"),
    [
        ("arn:aws:apigateway:us-east-1::/restapis/a1", "GetRestApi", {"restApiId": "a1"}),
        (
            "arn:aws:apigateway:us-east-1::/restapis/a1/stages/v1",
            "GetStage",
            {"restApiId": "a1", "stageName": "v1"},
        ),
        (
            "arn:aws:budgets::123456789012:budget/cost-dev",
            "DescribeBudget",
            {"AccountId": "123456789012", "BudgetName": "cost-dev"},
        ),
        (
            ACCOUNT.format("dynamodb", "table/prices-dev/stream/2026-01-01T00:00:00.000"),
            "DescribeTable",
            {"TableName": "prices-dev"},
        ),
        ("arn:aws:iam::123456789012:role/path/r-dev", "GetRole", {"RoleName": "r-dev"}),
        (ACCOUNT.format("kms", "key/k"), "DescribeKey", {"KeyId": "k"}),
        (
            ACCOUNT.format("lambda", "function:f-dev"),
            "GetFunctionConfiguration",
            {"FunctionName": "f-dev"},
        ),
        (
            ACCOUNT.format("sns", "t-dev"),
            "GetTopicAttributes",
            {"TopicArn": ACCOUNT.format("sns", "t-dev")},
        ),
        (ACCOUNT.format("sqs", "q-dev"), "GetQueueUrl", {"QueueName": "q-dev"}),
    ],
)
def test_what_a_tag_names_is_asked_for_by_its_own_call(
    answers: Answers, arn: str, operation: str, arguments: dict[str, str]
) -> None:
    calls = answers({})

    assert Thing.of_arn(arn).exists(AWS)
    assert calls == [(operation, arguments)]


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:apigateway:us-east-1::/restapis/a1", "NotFoundException"),
        ("arn:aws:apigateway:us-east-1::/restapis/a1/stages/v1", "NotFoundException"),
        ("arn:aws:budgets::123456789012:budget/cost-dev", "NotFoundException"),
        (ACCOUNT.format("dynamodb", "table/prices-dev"), "ResourceNotFoundException"),
        ("arn:aws:iam::123456789012:role/r-dev", "NoSuchEntity"),
        (ACCOUNT.format("kms", "key/k"), "NotFoundException"),
        (ACCOUNT.format("lambda", "function:f-dev"), "ResourceNotFoundException"),
        (ACCOUNT.format("lambda", "event-source-mapping:u"), "ResourceNotFoundException"),
        (ACCOUNT.format("sns", "t-dev"), "NotFound"),
        (ACCOUNT.format("sqs", "q-dev"), "AWS.SimpleQueueService.NonExistentQueue"),
        (ACCOUNT.format("sqs", "q-dev"), "QueueDoesNotExist"),
    ],
)
def test_a_ghost_of_the_tagging_api_does_not_exist(answers: Answers, arn: str, code: str) -> None:
    answers(code)

    assert not Thing.of_arn(arn).exists(AWS)


@pytest.mark.parametrize(
    ("arn", "answer", "exists"),
    [
        (ACCOUNT.format("logs", "log-group:/g-dev:*"), [{"logGroupName": "/g-dev"}], True),
        (ACCOUNT.format("logs", "log-group:/g-dev"), [{"logGroupName": "/g-dev2"}], False),
        (ACCOUNT.format("cloudwatch", "alarm:a-dev"), [{"AlarmName": "a-dev"}], True),
        (ACCOUNT.format("cloudwatch", "alarm:a-dev"), [], False),
        (ACCOUNT.format("ssm", "parameter/x/p-dev"), [{"Name": "/x/p-dev"}], True),
        (ACCOUNT.format("ssm", "parameter/x/p-dev"), [], False),
    ],
)
def test_a_call_that_answers_for_absent_things_must_name_the_thing(
    answers: Answers, arn: str, answer: list[Any], exists: bool
) -> None:
    answers(dict.fromkeys(("logGroups", "MetricAlarms", "Parameters"), answer))

    assert Thing.of_arn(arn).exists(AWS) is exists


def test_a_composite_alarm_exists_as_well(answers: Answers) -> None:
    calls = answers({"MetricAlarms": [], "CompositeAlarms": [{"AlarmName": "a-dev"}]})

    assert Thing.of_arn(ACCOUNT.format("cloudwatch", "alarm:a-dev")).exists(AWS)
    assert calls[0][1]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm"]


def test_an_empty_page_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def call(_client: Any, _operation: str, arguments: Any) -> Any:
        if "NextToken" in arguments:
            return {"Parameters": [{"Name": "/x/p-dev"}]}
        return {"Parameters": [], "NextToken": "more"}

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", call)

    assert Thing.of_arn(ACCOUNT.format("ssm", "parameter/x/p-dev")).exists(AWS)


@pytest.mark.parametrize(("state", "exists"), [("Enabled", True), ("Deleting", False)])
def test_a_mapping_that_is_being_deleted_does_not_exist(
    answers: Answers, state: str, exists: bool
) -> None:
    answers({"UUID": "u", "State": state})

    assert Thing("aws_lambda_event_source_mapping", "u").exists(AWS) is exists


def test_a_refusal_proves_nothing(answers: Answers) -> None:
    answers("AccessDenied")

    with pytest.raises(ClientError, match="AccessDenied"):
        Thing("aws_iam_role", "r-dev").exists(AWS)


@pytest.mark.parametrize(
    "arn",
    [
        ACCOUNT.format("kinesis", "stream/s-dev"),
        "arn:aws:apigateway:us-east-1::/domainnames/example.org",
        "arn:aws:apigateway:us-east-1::/restapis/a1/resources/b2",
    ],
)
def test_what_nobody_can_describe_counts_as_there(answers: Answers, arn: str) -> None:
    calls = answers("NotFoundException")

    assert Thing.of_arn(arn).exists(AWS)
    assert calls == []


def test_a_queue_is_the_same_by_url_and_by_arn() -> None:
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/q-dev"

    assert Thing.of_import("aws_sqs_queue", url) == Thing.of_arn(ACCOUNT.format("sqs", "q-dev"))


def test_every_type_that_is_listed_or_tagged_can_be_described() -> None:
    tagged = {kind for kinds in TYPES.values() for kind in kinds.values()}

    assert {*LISTINGS, *FOUND_BY_TAG_ONLY, *tagged} <= set(DESCRIBES)
