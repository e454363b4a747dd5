"""Requests at the limit of what AWS allows are served: a refusal too many breaks a deployment."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import localcloud
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

Arguments = Callable[[World], dict[str, Any]]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with localcloud.running(time_scale=0.01) as cloud:
        yield World(cloud.endpoint)


def _function(**settings: Any) -> Arguments:
    return lambda world: world.function_settings(**settings)


def _queue(**attributes: str) -> Arguments:
    return lambda world: {"QueueName": world.name(), "Attributes": attributes}


def _alarm(**settings: Any) -> Arguments:
    return lambda world: world.alarm_settings(**settings)


def _item(**values: Any) -> Arguments:
    return lambda world: {"TableName": world.table(), "Item": {"id": {"S": "a"}, **values}}


def _reserved_again(world: World) -> dict[str, Any]:
    """Most of the account's concurrency, for the function that has it already."""
    name = world.function()
    world.client("lambda").put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=600
    )
    return {"FunctionName": name, "ReservedConcurrentExecutions": 500}


def _mapping(**settings: Any) -> Arguments:
    return lambda world: {
        "FunctionName": world.function(),
        "EventSourceArn": world.stream(),
        "StartingPosition": "TRIM_HORIZON",
        **settings,
    }


def _same_queue(world: World) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    url = world.queue(DelaySeconds="5", Policy=json.dumps(policy))
    attributes = {"DelaySeconds": "5", "Policy": json.dumps(policy, separators=(",", ":"))}
    return {"QueueName": url.rsplit("/", 1)[1], "Attributes": attributes}


def _same_topic(world: World) -> dict[str, Any]:
    name = world.name()
    world.client("sns").create_topic(Name=name, Tags=[{"Key": "a", "Value": "b"}])
    return {"Name": name}


def _disabled(world: World) -> dict[str, Any]:
    arn = world.key()
    world.client("kms").disable_key(KeyId=arn)
    return {"KeyId": arn}


def _stage(path: str, **more: str) -> Arguments:
    def arguments(world: World) -> dict[str, Any]:
        api, root = world.rest_api()
        method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
        apigateway = world.client("apigateway")
        apigateway.put_method(**method, authorizationType="NONE")
        apigateway.put_integration(**method, type="MOCK")
        apigateway.create_deployment(restApiId=api, stageName="live")
        operation = {"op": "replace", "path": path, **more}
        return {"restApiId": api, "stageName": "live", "patchOperations": [operation]}

    return arguments


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("lambda.create_function", _function(Timeout=900, MemorySize=10_240)),
        ("lambda.create_function", _function(FunctionName="a" * 64)),
        ("lambda.create_function", _function(DeadLetterConfig={"TargetArn": ""})),
        ("lambda.create_function", _function(Tags={"Größe ü": "a/b=c@d 中"})),
        ("lambda.put_function_concurrency", _reserved_again),
        ("lambda.create_event_source_mapping", _mapping(MaximumRecordAgeInSeconds=-1)),
        ("lambda.create_event_source_mapping", _mapping(MaximumRecordAgeInSeconds=60)),
        ("lambda.create_event_source_mapping", _mapping(BisectBatchOnFunctionError=True)),
        (
            "lambda.put_function_event_invoke_config",
            lambda world: {"FunctionName": world.function(), "MaximumRetryAttempts": 0},
        ),
        (
            "lambda.add_permission",
            lambda world: {
                "FunctionName": world.function(),
                "StatementId": "a",
                "Action": "lambda:InvokeFunction",
                "Principal": ACCOUNT,
            },
        ),
        ("sqs.create_queue", _queue(MessageRetentionPeriod="60", VisibilityTimeout="0")),
        ("sqs.create_queue", _queue(DelaySeconds="900", KmsDataKeyReusePeriodSeconds="86400")),
        ("sqs.create_queue", _same_queue),
        (
            "sqs.send_message",
            lambda world: {"QueueUrl": world.queue(), "MessageBody": "\t\n\r \U0001f600"},
        ),
        ("sns.create_topic", _same_topic),
        (
            "sns.set_topic_attributes",
            lambda world: {
                "TopicArn": world.topic(),
                "AttributeName": "SQSSuccessFeedbackSampleRate",
                "AttributeValue": "10",
            },
        ),
        ("dynamodb.create_table", lambda world: world.table_settings(TableName="a.b")),
        ("dynamodb.put_item", _item(number={"N": "1" * 38}, exponent={"N": "-1.50e-10"})),
        ("dynamodb.put_item", _item(zeros={"N": "0" * 50}, map={"M": {"N": {"S": "x"}}})),
        ("kms.describe_key", _disabled),
        ("kms.enable_key", _disabled),
        ("kms.schedule_key_deletion", _disabled),
        (
            "logs.put_retention_policy",
            lambda world: {"logGroupName": world.log_group(), "retentionInDays": 3653},
        ),
        ("cloudwatch.put_metric_alarm", _alarm(Period=10)),
        ("cloudwatch.put_metric_alarm", _alarm(Period=86_400, EvaluationPeriods=7)),
        ("cloudwatch.put_metric_alarm", _alarm(EvaluationPeriods=3, DatapointsToAlarm=3)),
        ("apigateway.update_stage", _stage("/*/*/throttling/rateLimit", value="10")),
        ("apigateway.update_stage", _stage("/~1a~1{b}/GET/metrics/enabled", value="true")),
        ("apigateway.update_stage", _stage("/variables/a", value="b")),
        (
            "apigateway.update_rest_api",
            lambda world: {
                "restApiId": world.rest_api()[0],
                "patchOperations": [{"op": "add", "path": "/binaryMediaTypes/image~1png"}],
            },
        ),
        (
            "lambda.tag_resource",
            lambda world: {
                "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{world.function()}",
                "Tags": {"a": ""},
            },
        ),
    ],
)
def test_a_request_at_the_limit_is_served(world: World, call: str, arguments: Arguments) -> None:
    service, _, method = call.partition(".")

    answer = getattr(world.client(service), method)(**arguments(world))

    assert answer["ResponseMetadata"]["HTTPStatusCode"] < 300
