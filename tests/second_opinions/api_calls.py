"""Which API calls create a resource, and what of it each carries.

As the provider does: https://github.com/hashicorp/terraform-provider-aws, internal/service/.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.second_opinions import cloudformation
from tests.second_opinions.deployment import ACCOUNT, Deployed
from tests.second_opinions.properties import (
    Adapt,
    Properties,
    properties,
    renaming,
    same,
    with_tags,
)


@dataclass(frozen=True)
class Call:
    """One call of an operation, in the form of "lambda.CreateFunction".

    It carries the properties in `takes`, or without any all that no other call of the resource
    takes, and those that it `shares` with another.
    """

    operation: str
    adapt: Adapt = same
    takes: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()


def calls(resource: Deployed) -> Iterator[tuple[str, Properties]]:
    """The operations with their parameters."""
    found = properties(resource.type, resource.values)
    table = CALLS[resource.type]
    taken = {name for call in table for name in call.takes}
    for call in table:
        own = call.takes or tuple(name for name in found if name not in taken)
        held = {name: found[name] for name in (*own, *call.shares) if name in found}
        if not call.takes or held.keys() & set(call.takes):
            yield call.operation, _texts(call.adapt(held))


def _texts(found: Properties) -> Properties:
    """Documents as the text that the APIs take."""
    return {
        name: json.dumps(value) if isinstance(value, dict) and "Statement" in value else value
        for name, value in found.items()
    }


def _listed(**names: str) -> Adapt:
    """With the tags as a list of Key and Value."""
    return lambda found: with_tags(renaming(**names)(found))


def _camel(found: Any) -> Any:
    """Parameters whose names begin with a small letter; what the user named stays."""
    return {name[0].lower() + name[1:]: value for name, value in found.items()}


def _camels(found: Properties) -> Properties:
    """The same for the members of lists of structures."""
    return {
        name: [_camel(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in _camel(found).items()
    }


def _attributes(**names: str) -> Adapt:
    """A name and tags; all the rest are attributes, as texts."""

    def adapted(found: Properties) -> Properties:
        own = {names[name]: found[name] for name in names if name in found}
        rest = {name: _as_text(found[name]) for name in found if name not in names}
        return {**own, "Attributes": rest}

    return adapted


def _as_text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, dict | bool) else str(value)


_subscription = _attributes(TopicArn="TopicArn", Protocol="Protocol", Endpoint="Endpoint")


def _topic(found: Properties) -> Properties:
    return with_tags(_attributes(TopicName="Name", Tags="Tags")(found))


def _topic_policy(found: Properties) -> Properties:
    return {
        "TopicArn": found["Topic"],
        "AttributeName": "Policy",
        "AttributeValue": json.dumps(found["PolicyDocument"]),
    }


def _key(found: Properties) -> Properties:
    return with_tags(renaming(KeyPolicy="Policy")(found), "TagKey", "TagValue")


def _of_new_key(found: Properties) -> Properties:
    return {"KeyId": "00000000-0000-0000-0000-000000000000", **found}


def _rotation(_: Properties) -> Properties:
    return _of_new_key({})


def _table(found: Properties) -> Properties:
    changed = with_tags(cloudformation.table(found))
    if "StreamSpecification" in changed:
        changed["StreamSpecification"]["StreamEnabled"] = True
    changed["SSESpecification"] = renaming(SSEEnabled="Enabled")(changed["SSESpecification"])
    return changed


def _alarm(found: Properties) -> Properties:
    changed = with_tags(cloudformation.alarm(found))
    return {**changed, "Threshold": float(changed["Threshold"])}


def _metric_filter(found: Properties) -> Properties:
    return _camels(cloudformation.metric_filter(found))


def _code(found: Properties) -> Properties:
    return {**renaming(KmsKeyArn="KMSKeyArn")(found), "Code": {"ZipFile": b"PK"}}


def _endpoint(found: Properties) -> Properties:
    return {
        **_camel(found),
        "endpointConfiguration": _camel(found["EndpointConfiguration"]),
    }


def _api_policy(found: Properties) -> Properties:
    return {
        "restApiId": found["RestApiId"],
        "patchOperations": [_replace("/policy", json.dumps(found["Policy"]))],
    }


def _method_settings(found: Properties) -> Properties:
    names = {"ThrottlingBurstLimit": "burstLimit", "ThrottlingRateLimit": "rateLimit"}
    return {
        "restApiId": found["RestApiId"],
        "stageName": found["StageName"],
        "patchOperations": [
            _replace(f"/{found['MethodPath']}/throttling/{names[name]}", str(value))
            for name, value in found["Settings"].items()
        ],
    }


def _replace(path: str, value: str) -> Properties:
    return {"op": "replace", "path": path, "value": value}


def _budget(found: Properties) -> Properties:
    names = ("BudgetName", "BudgetType", "TimeUnit")
    return {
        "AccountId": ACCOUNT,
        "Budget": {
            **{name: found[name] for name in names},
            "BudgetLimit": {"Amount": found["LimitAmount"], "Unit": found["LimitUnit"]},
            "CostFilters": {each["Name"]: each["Values"] for each in found["CostFilter"]},
        },
        "NotificationsWithSubscribers": [_notification(each) for each in found["Notification"]],
        "ResourceTags": with_tags(found)["Tags"],
    }


def _notification(found: Properties) -> Properties:
    emails = found["SubscriberEmailAddresses"]
    own = {name: value for name, value in found.items() if name != "SubscriberEmailAddresses"}
    return {
        "Notification": {**own, "Threshold": float(found["Threshold"])},
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": each} for each in emails],
    }


def _within(name: str) -> Adapt:
    """All but the bucket inside one structure; blocks that stand in lists of one are objects."""
    return lambda found: {
        "Bucket": found["Bucket"],
        name: {key: _rules(value) for key, value in found.items() if key != "Bucket"},
    }


def _rules(value: Any) -> Any:
    if isinstance(value, list | dict):
        rules = value if isinstance(value, list) else [value]
        return [{key: _only(each) for key, each in rule.items()} for rule in rules]
    return value


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


_FUNCTION = ("FunctionName",)
CALLS: Mapping[str, tuple[Call, ...]] = {
    "aws_api_gateway_deployment": (Call("apigateway.CreateDeployment", _camel),),
    "aws_api_gateway_integration": (Call("apigateway.PutIntegration", _camel),),
    "aws_api_gateway_integration_response": (Call("apigateway.PutIntegrationResponse", _camel),),
    "aws_api_gateway_method": (Call("apigateway.PutMethod", _camel),),
    "aws_api_gateway_method_response": (Call("apigateway.PutMethodResponse", _camel),),
    "aws_api_gateway_method_settings": (Call("apigateway.UpdateStage", _method_settings),),
    "aws_api_gateway_resource": (Call("apigateway.CreateResource", _camel),),
    "aws_api_gateway_rest_api": (Call("apigateway.CreateRestApi", _endpoint),),
    "aws_api_gateway_rest_api_policy": (Call("apigateway.UpdateRestApi", _api_policy),),
    "aws_api_gateway_stage": (Call("apigateway.CreateStage", _camel),),
    "aws_budgets_budget": (Call("budgets.CreateBudget", _budget),),
    "aws_cloudwatch_dashboard": (Call("cloudwatch.PutDashboard"),),
    "aws_cloudwatch_log_group": (
        Call("logs.CreateLogGroup", _camel),
        Call("logs.PutRetentionPolicy", _camel, ("RetentionInDays",), ("LogGroupName",)),
    ),
    "aws_cloudwatch_log_metric_filter": (Call("logs.PutMetricFilter", _metric_filter),),
    "aws_cloudwatch_log_subscription_filter": (Call("logs.PutSubscriptionFilter", _camel),),
    "aws_cloudwatch_metric_alarm": (Call("cloudwatch.PutMetricAlarm", _alarm),),
    "aws_cloudwatch_query_definition": (Call("logs.PutQueryDefinition", _camel),),
    "aws_dynamodb_table": (
        Call("dynamodb.CreateTable", _table),
        Call(
            "dynamodb.UpdateContinuousBackups",
            takes=("PointInTimeRecoverySpecification",),
            shares=("TableName",),
        ),
    ),
    "aws_iam_openid_connect_provider": (
        Call("iam.CreateOpenIDConnectProvider", _listed(ClientIdList="ClientIDList")),
    ),
    "aws_iam_policy": (Call("iam.CreatePolicy", _listed(ManagedPolicyName="PolicyName")),),
    "aws_iam_role": (Call("iam.CreateRole", _listed()),),
    "aws_iam_role_policy": (Call("iam.PutRolePolicy"),),
    "aws_iam_role_policy_attachment": (Call("iam.AttachRolePolicy"),),
    "aws_kms_alias": (Call("kms.CreateAlias"),),
    "aws_kms_key": (
        Call("kms.CreateKey", _key),
        Call("kms.EnableKeyRotation", _rotation, ("EnableKeyRotation",)),
        Call("kms.ScheduleKeyDeletion", _of_new_key, ("PendingWindowInDays",)),
    ),
    "aws_lambda_event_source_mapping": (Call("lambda.CreateEventSourceMapping"),),
    "aws_lambda_function": (
        Call("lambda.CreateFunction", _code),
        Call("lambda.PutFunctionConcurrency", same, ("ReservedConcurrentExecutions",), _FUNCTION),
    ),
    "aws_lambda_function_event_invoke_config": (Call("lambda.PutFunctionEventInvokeConfig"),),
    "aws_lambda_permission": (Call("lambda.AddPermission"),),
    "aws_s3_bucket": (Call("s3.CreateBucket"),),
    "aws_s3_bucket_lifecycle_configuration": (
        Call("s3.PutBucketLifecycleConfiguration", _within("LifecycleConfiguration")),
    ),
    "aws_s3_bucket_ownership_controls": (
        Call("s3.PutBucketOwnershipControls", _within("OwnershipControls")),
    ),
    "aws_s3_bucket_policy": (Call("s3.PutBucketPolicy"),),
    "aws_s3_bucket_public_access_block": (
        Call("s3.PutPublicAccessBlock", _within("PublicAccessBlockConfiguration")),
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        Call("s3.PutBucketEncryption", _within("ServerSideEncryptionConfiguration")),
    ),
    "aws_s3_bucket_versioning": (Call("s3.PutBucketVersioning"),),
    "aws_sns_topic": (Call("sns.CreateTopic", _topic),),
    "aws_sns_topic_policy": (Call("sns.SetTopicAttributes", _topic_policy),),
    "aws_sns_topic_subscription": (Call("sns.Subscribe", _subscription),),
    "aws_sqs_queue": (Call("sqs.CreateQueue", _attributes(QueueName="QueueName", Tags="tags")),),
}
