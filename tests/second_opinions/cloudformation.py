"""The resources of the stacks as a CloudFormation template."""

import json
from collections.abc import Iterable, Mapping

from tests.second_opinions.deployment import Deployed
from tests.second_opinions.properties import (
    Adapt,
    Properties,
    properties,
    renaming,
    same,
    with_tags,
)

_IN_ONE = (
    "CloudFormation has one resource for what Terraform has several for; botocore's model checks"
    " the call of each"
)
# Why a type has no counterpart.
NOT_CONVERTED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "aws_api_gateway_integration",
            "aws_api_gateway_integration_response",
            "aws_api_gateway_method",
            "aws_api_gateway_method_response",
            "aws_api_gateway_method_settings",
            "aws_api_gateway_rest_api_policy",
            "aws_iam_role_policy_attachment",
            "aws_s3_bucket_lifecycle_configuration",
            "aws_s3_bucket_ownership_controls",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        ),
        _IN_ONE,
    ),
    "aws_budgets_budget": "its parts are nested otherwise; botocore's model checks the call",
}


def template(resources: Iterable[Deployed]) -> str:
    """The JSON of a template; a resource's logical id is its position, its comment the place."""
    made = {
        f"Resource{number}": {
            "Type": TYPES[each.type][0],
            "Metadata": {"place": each.place},
            "Properties": _properties(each),
        }
        for number, each in enumerate(resources)
        if each.type not in NOT_CONVERTED
    }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": made}, indent=1)


def _properties(resource: Deployed) -> Properties:
    adapt = TYPES[resource.type][1]
    return with_tags(adapt(properties(resource.type, resource.values)))


def alarm(found: Properties) -> Properties:
    """An alarm with its dimensions in lists, and its metric queries with a metric each."""
    changed = dict(found)
    if "Dimensions" in found:
        changed["Dimensions"] = _dimensions(found["Dimensions"])
    if "Metrics" in found:
        changed["Metrics"] = [_metric(each) for each in found["Metrics"]]
    return changed


def _metric(query: Properties) -> Properties:
    changed = dict(query)
    if "MetricStat" in query:
        stat = query["MetricStat"]
        metric = {name: stat[name] for name in ("MetricName", "Namespace")}
        metric["Dimensions"] = _dimensions(stat["Dimensions"])
        others = {name: stat[name] for name in stat if name not in metric}
        changed["MetricStat"] = {"Metric": metric, **others}
    return changed


def _dimensions(found: Mapping[str, str]) -> list[Properties]:
    return [{"Name": name, "Value": value} for name, value in found.items()]


def table(found: Properties) -> Properties:
    """A table's keys in one list, its stream as CloudFormation and DynamoDB have it."""
    changed = {
        name: value
        for name, value in found.items()
        if name not in ("HashKey", "RangeKey", "StreamEnabled", "StreamViewType")
    }
    kinds = (("HashKey", "HASH"), ("RangeKey", "RANGE"))
    changed["KeySchema"] = [
        {"AttributeName": found[name], "KeyType": kind} for name, kind in kinds if name in found
    ]
    changed["SSESpecification"] = {**found["SSESpecification"], "SSEType": "KMS"}
    if found.get("StreamEnabled"):
        changed["StreamSpecification"] = {"StreamViewType": found["StreamViewType"]}
    return changed


def _function(found: Properties) -> Properties:
    return {**found, "Code": {"S3Bucket": "code", "S3Key": "code.zip"}}


def metric_filter(found: Properties) -> Properties:
    """A metric filter with its one transformation in a list."""
    transformation = dict(found["MetricTransformations"])
    transformation["DefaultValue"] = float(transformation["DefaultValue"])
    return {**found, "MetricTransformations": [transformation]}


def _topic_policy(found: Properties) -> Properties:
    return {"Topics": [found["Topic"]], "PolicyDocument": found["PolicyDocument"]}


# Terraform's type -> CloudFormation's, and what still differs.
TYPES: Mapping[str, tuple[str, Adapt]] = {
    "aws_api_gateway_deployment": ("AWS::ApiGateway::Deployment", same),
    "aws_api_gateway_resource": ("AWS::ApiGateway::Resource", same),
    "aws_api_gateway_rest_api": ("AWS::ApiGateway::RestApi", same),
    "aws_api_gateway_stage": ("AWS::ApiGateway::Stage", same),
    "aws_cloudwatch_dashboard": ("AWS::CloudWatch::Dashboard", same),
    "aws_cloudwatch_log_group": ("AWS::Logs::LogGroup", same),
    "aws_cloudwatch_log_metric_filter": ("AWS::Logs::MetricFilter", metric_filter),
    "aws_cloudwatch_log_subscription_filter": ("AWS::Logs::SubscriptionFilter", same),
    "aws_cloudwatch_metric_alarm": ("AWS::CloudWatch::Alarm", alarm),
    "aws_cloudwatch_query_definition": ("AWS::Logs::QueryDefinition", same),
    "aws_dynamodb_table": ("AWS::DynamoDB::Table", table),
    "aws_iam_openid_connect_provider": ("AWS::IAM::OIDCProvider", same),
    "aws_iam_policy": ("AWS::IAM::ManagedPolicy", renaming(Tags="")),
    "aws_iam_role": ("AWS::IAM::Role", same),
    "aws_iam_role_policy": ("AWS::IAM::RolePolicy", same),
    "aws_kms_alias": ("AWS::KMS::Alias", same),
    "aws_kms_key": ("AWS::KMS::Key", same),
    "aws_lambda_event_source_mapping": ("AWS::Lambda::EventSourceMapping", same),
    "aws_lambda_function": ("AWS::Lambda::Function", _function),
    "aws_lambda_function_event_invoke_config": (
        "AWS::Lambda::EventInvokeConfig",
        lambda found: {"Qualifier": "$LATEST", **found},
    ),
    "aws_lambda_permission": ("AWS::Lambda::Permission", renaming(StatementId="")),
    "aws_s3_bucket": ("AWS::S3::Bucket", renaming(Bucket="BucketName")),
    "aws_s3_bucket_policy": ("AWS::S3::BucketPolicy", renaming(Policy="PolicyDocument")),
    "aws_sns_topic": ("AWS::SNS::Topic", same),
    "aws_sns_topic_policy": ("AWS::SNS::TopicPolicy", _topic_policy),
    "aws_sns_topic_subscription": ("AWS::SNS::Subscription", same),
    "aws_sqs_queue": ("AWS::SQS::Queue", same),
}
