"""The leftover scan finds what is left of one environment, and nothing of its neighbours."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import botocore.client
import pytest
from moto import mock_aws

from gitops.adapters.cloud import REGION, Cloud
from gitops.adapters.errors import Failure
from gitops.environment.existence import Thing
from gitops.environment.leftover_scan import Findings, Leftover, patiently, scan
from policies.engine.resource import Resource

AWS = Cloud.aws()
TRUST = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "lambda.amazonaws.com"}}}'
)


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # With the embedded cloud in the same process, STS knows this key only.
    with mock_aws(config={"core": {"mock_credentials": False}}):
        yield


def _client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def _resource(kind: str, **values: str) -> Resource:
    return Resource("s", kind, "x", dict(values))


def _answers(mappings: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    def answer(_client: Any, operation: str, parameters: Any) -> dict[str, Any]:
        if operation == "GetEventSourceMapping":
            return next(
                each
                for each in mappings["EventSourceMappings"]
                if each["UUID"] == parameters["UUID"]
            )
        return mappings if operation == "ListEventSourceMappings" else {"Parameters": []}

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

    assert scan("dev", declared, AWS) == Findings()


def test_what_is_left_is_named_once_whether_found_by_name_or_by_tag() -> None:
    _queue("dlq-dev", "dev")

    assert scan("dev", [_resource("aws_sqs_queue", name="dlq-dev")], AWS).described == [
        "aws_sqs_queue dlq-dev"
    ]


def test_what_was_never_declared_is_found_by_its_tag() -> None:
    _queue("by-hand", "dev")

    assert scan("dev", [], AWS).described == [f"arn:aws:sqs:{REGION}:123456789012:by-hand"]


@pytest.mark.parametrize("neighbour", ["x-pr-7-dev", "dev2", "de"])
def test_a_neighbour_with_a_similar_suffix_is_not_ours(neighbour: str) -> None:
    _queue(f"dlq-{neighbour}", neighbour)
    _client("iam").create_role(RoleName=f"role-{neighbour}", AssumeRolePolicyDocument=TRUST)
    declared = [
        _resource("aws_sqs_queue", name="dlq-dev"),
        _resource("aws_iam_role", name="role-dev"),
    ]

    assert scan("dev", declared, AWS) == Findings()


def test_a_role_that_carries_no_tag_is_found_by_its_name() -> None:
    _client("iam").create_role(RoleName="role-dev", AssumeRolePolicyDocument=TRUST)

    declared = [_resource("aws_iam_role", name="role-dev")]
    assert scan("dev", declared, AWS).described == ["aws_iam_role role-dev"]


def test_a_log_group_whose_tags_were_lost_is_found_by_its_name() -> None:
    _client("logs").create_log_group(logGroupName="/aws/lambda/worker-dev")

    declared = [_resource("aws_cloudwatch_log_group", name="/aws/lambda/worker-dev")]
    assert scan("dev", declared, AWS).described == [
        "aws_cloudwatch_log_group /aws/lambda/worker-dev"
    ]


def test_a_secret_that_was_not_deleted_is_left_over() -> None:
    name = "/market-pipelines/webhook-secret/coinbase-dev"
    _client("ssm").put_parameter(Name=name, Value="x", Type="SecureString", Tags=_tags("dev"))

    assert scan("dev", [], AWS).described == [f"parameter {name}"]


def test_a_key_pending_deletion_is_residue_and_an_enabled_one_is_left_over() -> None:
    kms = _client("kms")
    tags = [{"TagKey": "Environment", "TagValue": "dev"}]
    dying = kms.create_key(Tags=tags)["KeyMetadata"]
    enabled = kms.create_key(Tags=tags)["KeyMetadata"]
    kms.schedule_key_deletion(KeyId=dying["KeyId"], PendingWindowInDays=7)

    found = scan("dev", [_resource("aws_kms_key")], AWS)

    assert found.described == [enabled["Arn"]]
    assert found.residue == [f"KMS key pending deletion: {dying['Arn']}"]


def test_a_destroy_of_one_stack_does_not_blame_the_others() -> None:
    _queue("of-the-other-stack-dev", "dev")

    assert scan("dev", [], AWS, whole=False) == Findings()


def test_a_declared_leftover_says_how_terraform_imports_it() -> None:
    _queue("dlq-dev", "dev")
    topic = _client("sns").create_topic(Name="topic-dev")["TopicArn"]
    api = _client("apigateway").create_rest_api(name="api-dev")["id"]
    tags = [{"TagKey": "Environment", "TagValue": "dev"}]
    _client("kms").create_key(Tags=tags, Description="Everything of another stack")
    key = _client("kms").create_key(Tags=tags, Description="Everything of this stack")
    declared = [
        _resource("aws_sqs_queue", name="dlq-dev"),
        _resource("aws_sns_topic", name="topic-dev"),
        _resource("aws_api_gateway_rest_api", name="api-dev"),
        _resource("aws_kms_key", description="Everything of this stack"),
    ]

    found = {each.resource.type: each.identity for each in scan("dev", declared, AWS).importable
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
                "FunctionArn": "arn:aws:lambda:r:1:function:worker-dev:live",
                "UUID": "w",
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

    found = scan("dev", [function, mapping], AWS, whole=False)

    assert [(each.what, each.identity) for each in found.importable] == [
        ("aws_lambda_event_source_mapping worker-dev", "u"),
        ("aws_lambda_event_source_mapping worker-dev", "w"),
    ]


def test_a_type_without_a_listing_fails_the_scan() -> None:
    with pytest.raises(Failure, match="cannot list aws_kinesis_stream; add the type"):
        scan("dev", [_resource("aws_kinesis_stream")], AWS)


def _stale(operation: str, answer: dict[str, Any]) -> Callable[..., Any]:
    """The client's calls, of which one answers with what is deleted already."""
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def stale(client: Any, name: str, parameters: Any) -> Any:
        return answer if name == operation else call(client, name, parameters)

    return stale


def test_a_list_that_lags_leads_to_no_import(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = _stale("ListRoles", {"Roles": [{"RoleName": "role-dev"}], "IsTruncated": False})
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", stale)

    assert scan("dev", [_resource("aws_iam_role", name="role-dev")], AWS) == Findings()


def test_ghosts_of_the_tagging_api_are_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    arns = [
        f"arn:aws:apigateway:{REGION}::/restapis/gone",
        f"arn:aws:apigateway:{REGION}::/restapis/gone/stages/v1",
        "arn:aws:iam::123456789012:role/gone-dev",
        f"arn:aws:kms:{REGION}:123456789012:key/00000000-0000-0000-0000-000000000000",
        f"arn:aws:sqs:{REGION}:123456789012:gone-dev",
        f"arn:aws:dynamodb:{REGION}:123456789012:table/gone-dev",
    ]
    tagged = {"ResourceTagMappingList": [{"ResourceARN": arn} for arn in arns]}
    stale = _stale("GetResources", tagged)
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", stale)

    assert scan("dev", [], AWS) == Findings()


class _Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def _scans(*leftovers: int) -> tuple[list[Findings], Callable[[], Findings]]:
    """Scans that find so many, one after the other, the last for ever; and what they answered."""
    done: list[Findings] = []

    def scan_once() -> Findings:
        count = leftovers[min(len(done), len(leftovers) - 1)]
        done.append(Findings([Leftover(str(number)) for number in range(count)]))
        return done[-1]

    return done, scan_once


def test_what_is_gone_at_the_third_scan_is_not_left() -> None:
    clock = _Clock()
    done, scan_once = _scans(2, 1, 0)

    assert patiently(scan_once, 1.0, clock, clock.sleep) == Findings()
    assert (len(done), clock.now) == (3, 10.0)


@pytest.mark.parametrize("scale", [1.0, 0.02])
def test_after_90_seconds_of_the_cloud_it_counts_as_left(scale: float) -> None:
    clock = _Clock()
    _, scan_once = _scans(1)

    assert patiently(scan_once, scale, clock, clock.sleep).described == ["0"]
    assert clock.now == pytest.approx(90 * scale, abs=5 * scale)


def test_where_nothing_is_left_nobody_waits() -> None:
    clock = _Clock()
    done, scan_once = _scans(0)

    patiently(scan_once, 1.0, clock, clock.sleep)
    assert (len(done), clock.now) == (1, 0.0)


def test_a_budget_is_imported_by_account_and_name() -> None:
    budget = {
        "BudgetName": "cost-dev",
        "BudgetLimit": {"Amount": "20", "Unit": "USD"},
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
    }
    _client("budgets").create_budget(AccountId="123456789012", Budget=budget)

    (found,) = scan("dev", [_resource("aws_budgets_budget", name="cost-dev")], AWS).importable

    assert (found.what, found.identity) == (
        "aws_budgets_budget cost-dev",
        "123456789012:cost-dev",
    )


def test_a_saved_query_of_a_later_page_is_imported_by_its_arn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages: dict[str | None, dict[str, Any]] = {
        None: {"queryDefinitions": [_saved_query("prices/errors-prod")], "nextToken": "2"},
        "2": {"queryDefinitions": [_saved_query("prices/errors-dev")]},
    }

    def answer(_client: Any, operation: str, parameters: Any) -> dict[str, Any]:
        if operation == "GetCallerIdentity":
            return {"Account": "123456789012"}
        if operation == "DescribeQueryDefinitions":
            return pages[parameters.get("nextToken")]
        return {"Parameters": [], "ResourceTagMappingList": []}

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", answer)
    query = _resource("aws_cloudwatch_query_definition", name="prices/errors-dev")
    monkeypatch.setattr(Thing, "exists", lambda thing, _: thing.name == "id-prices/errors-dev")

    (found,) = scan("dev", [query], AWS).importable

    assert found.identity == (
        "arn:aws:logs:us-east-1:123456789012:query-definition:id-prices/errors-dev"
    )


def _saved_query(name: str) -> dict[str, str]:
    return {"name": name, "queryDefinitionId": f"id-{name}"}
