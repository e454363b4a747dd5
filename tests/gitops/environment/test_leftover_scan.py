"""The search for leftovers finds what is left of one environment, and nothing of its neighbours."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import botocore.client
import pytest
from moto import mock_aws

from gitops.adapters.cloud import REGION, Cloud
from gitops.adapters.errors import Failure
from gitops.environment.leftover_scan import Findings, look
from policies.engine.resource import Resource

AWS = Cloud.aws()


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


def _client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def _resource(kind: str, **values: str) -> Resource:
    return Resource("s", kind, "x", dict(values))


def _answers(mappings: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    def answer(_client: Any, operation: str, _parameters: Any) -> dict[str, Any]:
        return mappings if operation == "ListEventSourceMappings" else {}

    return answer


def _tags(suffix: str) -> list[dict[str, str]]:
    return [{"Key": "Environment", "Value": suffix}]


def _queue(name: str, environment: str | None = None) -> None:
    tags = {"Environment": environment} if environment else {}
    _client("sqs").create_queue(QueueName=name, tags=tags)


def test_an_empty_account_has_no_leftovers() -> None:
    declared = [
        _resource("aws_sqs_queue", name="dlq-dev"),
        _resource("aws_iam_role", name="role-dev"),
        _resource("aws_dynamodb_table", name="prices-dev"),
    ]

    assert look("dev", declared, AWS) == Findings()


def test_what_is_left_is_named_once_whether_found_by_name_or_by_tag() -> None:
    _queue("dlq-dev", "dev")

    assert look("dev", [_resource("aws_sqs_queue", name="dlq-dev")], AWS).described == [
        "aws_sqs_queue dlq-dev"
    ]


def test_what_was_never_declared_is_found_by_its_tag() -> None:
    _queue("by-hand", "dev")

    assert look("dev", [], AWS).described == [f"arn:aws:sqs:{REGION}:123456789012:by-hand"]


@pytest.mark.parametrize("neighbour", ["x-pr-7-dev", "dev2", "de"])
def test_a_neighbour_with_a_similar_suffix_is_not_ours(neighbour: str) -> None:
    _queue(f"dlq-{neighbour}", neighbour)
    _client("iam").create_role(RoleName=f"role-{neighbour}", AssumeRolePolicyDocument="{}")
    declared = [
        _resource("aws_sqs_queue", name="dlq-dev"),
        _resource("aws_iam_role", name="role-dev"),
    ]

    assert look("dev", declared, AWS) == Findings()


def test_a_role_that_carries_no_tag_is_found_by_its_name() -> None:
    _client("iam").create_role(RoleName="role-dev", AssumeRolePolicyDocument="{}")

    declared = [_resource("aws_iam_role", name="role-dev")]
    assert look("dev", declared, AWS).described == ["aws_iam_role role-dev"]


def test_a_log_group_whose_tags_were_lost_is_found_by_its_name() -> None:
    _client("logs").create_log_group(logGroupName="/aws/lambda/worker-dev")

    declared = [_resource("aws_cloudwatch_log_group", name="/aws/lambda/worker-dev")]
    assert look("dev", declared, AWS).described == [
        "aws_cloudwatch_log_group /aws/lambda/worker-dev"
    ]


def test_a_secret_that_was_not_deleted_is_left_over() -> None:
    name = "/market-pipelines/webhook-secret/coinbase-dev"
    _client("ssm").put_parameter(Name=name, Value="x", Type="SecureString", Tags=_tags("dev"))

    assert look("dev", [], AWS).described == [f"parameter {name}"]


def test_a_key_pending_deletion_is_residue_and_a_living_one_is_left_over() -> None:
    kms = _client("kms")
    tags = [{"TagKey": "Environment", "TagValue": "dev"}]
    dying = kms.create_key(Tags=tags)["KeyMetadata"]
    living = kms.create_key(Tags=tags)["KeyMetadata"]
    kms.schedule_key_deletion(KeyId=dying["KeyId"], PendingWindowInDays=7)

    found = look("dev", [_resource("aws_kms_key")], AWS)

    assert found.described == [living["Arn"]]
    assert found.residue == [f"KMS key pending deletion: {dying['Arn']}"]


def test_a_destroy_of_one_stack_does_not_blame_the_others() -> None:
    _queue("of-the-other-stack-dev", "dev")

    assert look("dev", [], AWS, whole=False) == Findings()


def test_a_declared_leftover_says_how_terraform_imports_it() -> None:
    _queue("dlq-dev", "dev")
    topic = _client("sns").create_topic(Name="topic-dev")["TopicArn"]
    api = _client("apigateway").create_rest_api(name="door-dev")["id"]
    tags = [{"TagKey": "Environment", "TagValue": "dev"}]
    _client("kms").create_key(Tags=tags, Description="Everything of another stack")
    key = _client("kms").create_key(Tags=tags, Description="Everything of this stack")
    declared = [
        _resource("aws_sqs_queue", name="dlq-dev"),
        _resource("aws_sns_topic", name="topic-dev"),
        _resource("aws_api_gateway_rest_api", name="door-dev"),
        _resource("aws_kms_key", description="Everything of this stack"),
    ]

    found = {each.resource.type: each.identity for each in look("dev", declared, AWS).declared
             if each.resource}  # fmt: skip

    assert found == {
        "aws_sqs_queue": f"https://sqs.{REGION}.amazonaws.com/123456789012/dlq-dev",
        "aws_sns_topic": topic,
        "aws_api_gateway_rest_api": api,
        "aws_kms_key": key["KeyMetadata"]["KeyId"],
    }


def test_a_mapping_is_found_by_the_function_that_it_refers_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function = Resource("s", "aws_lambda_function", "worker", {"function_name": "worker-dev"})
    mapping = _resource(
        "aws_lambda_event_source_mapping", function_name="${aws_lambda_function.worker.arn}"
    )
    page = {
        "EventSourceMappings": [
            {
                "FunctionArn": "arn:aws:lambda:r:1:function:worker-dev",
                "UUID": "u",
                "State": "Enabled",
            },
            {
                "FunctionArn": "arn:aws:lambda:r:1:function:other-dev",
                "UUID": "v",
                "State": "Enabled",
            },
        ]
    }
    # moto refuses a mapping to a function that does not exist, and a function needs a role.
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", _answers(page))

    found = look("dev", [function, mapping], AWS, whole=False)

    assert [(each.what, each.identity) for each in found.declared] == [
        ("aws_lambda_event_source_mapping worker-dev", "u")
    ]


def test_a_type_that_nobody_taught_the_search_fails_it() -> None:
    with pytest.raises(Failure, match="how to look for aws_kinesis_stream; add the type"):
        look("dev", [_resource("aws_kinesis_stream")], AWS)
