"""What Terraform does to each type of resource that our environments are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"
HERE = f"us-east-1:{ACCOUNT}"


@dataclass(frozen=True)
class Needs:
    """What Terraform does to a type of resource: actions without their service, and on what."""

    arn: str
    changes: str
    reads: str = ""

    def requests(self, words: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Action and ARN; `{attribute}` in the ARN is the resource's."""
        arn = f"arn:aws:{self.arn}".format_map(values)
        service = arn.split(":")[2]
        for word in words.split():
            yield f"{service}:{word}", arn


GATEWAY = "apigateway:us-east-1::/restapis"
REST_API = Needs(f"{GATEWAY}/abc/x", "DELETE PATCH POST PUT", "GET")
FUNCTION = f"lambda:{HERE}:function:"
NEEDS = {
    "aws_api_gateway_deployment": REST_API,
    "aws_api_gateway_gateway_response": REST_API,
    "aws_api_gateway_integration": REST_API,
    "aws_api_gateway_integration_response": REST_API,
    "aws_api_gateway_method": REST_API,
    "aws_api_gateway_method_response": REST_API,
    "aws_api_gateway_method_settings": REST_API,
    "aws_api_gateway_request_validator": REST_API,
    "aws_api_gateway_resource": REST_API,
    "aws_api_gateway_rest_api": Needs(GATEWAY, "POST", "GET"),
    "aws_api_gateway_rest_api_policy": Needs(f"{GATEWAY}/abc", "UpdateRestApiPolicy PATCH"),
    "aws_api_gateway_stage": REST_API,
    "aws_budgets_budget": Needs(
        f"budgets::{ACCOUNT}:budget/{{name}}",
        "ModifyBudget TagResource",
        "ViewBudget ListTagsForResource",
    ),
    "aws_cloudwatch_dashboard": Needs(
        f"cloudwatch::{ACCOUNT}:dashboard/{{dashboard_name}}",
        "PutDashboard DeleteDashboards",
        "GetDashboard",
    ),
    "aws_cloudwatch_log_group": Needs(
        f"logs:{HERE}:log-group:{{name}}:log-stream:",
        "CreateLogGroup DeleteLogGroup AssociateKmsKey PutRetentionPolicy",
        "DescribeLogGroups ListTagsForResource",
    ),
    "aws_cloudwatch_log_metric_filter": Needs(
        f"logs:{HERE}:log-group:/aws/lambda/any-{{suffix}}:log-stream:",
        "PutMetricFilter DeleteMetricFilter",
        "DescribeMetricFilters",
    ),
    "aws_cloudwatch_log_subscription_filter": Needs(
        f"logs:{HERE}:log-group:/aws/lambda/any-{{suffix}}:log-stream:",
        "PutSubscriptionFilter DeleteSubscriptionFilter",
        "DescribeSubscriptionFilters",
    ),
    "aws_cloudwatch_query_definition": Needs(
        f"logs:{HERE}:query-definition:any",
        "PutQueryDefinition DeleteQueryDefinition",
        "DescribeQueryDefinitions",
    ),
    "aws_cloudwatch_metric_alarm": Needs(
        f"cloudwatch:{HERE}:alarm:{{alarm_name}}",
        "PutMetricAlarm DeleteAlarms TagResource",
        "DescribeAlarms ListTagsForResource",
    ),
    "aws_dynamodb_table": Needs(
        f"dynamodb:{HERE}:table/{{name}}",
        "CreateTable DeleteTable UpdateTable UpdateContinuousBackups TagResource",
        "DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource",
    ),
    "aws_iam_role": Needs(
        f"iam::{ACCOUNT}:role/{{name}}",
        "CreateRole DeleteRole TagRole PassRole UpdateAssumeRolePolicy PutRolePermissionsBoundary",
        "GetRole ListRolePolicies ListAttachedRolePolicies",
    ),
    "aws_iam_role_policy": Needs(
        f"iam::{ACCOUNT}:role/any-{{suffix}}", "PutRolePolicy DeleteRolePolicy", "GetRolePolicy"
    ),
    "aws_kms_alias": Needs(
        f"kms:{HERE}:{{name}}", "CreateAlias DeleteAlias UpdateAlias", "ListAliases"
    ),
    "aws_kms_key": Needs(
        f"kms:{HERE}:key/1",
        "CreateKey PutKeyPolicy EnableKeyRotation ScheduleKeyDeletion TagResource CreateGrant"
        " CreateAlias DeleteAlias UpdateAlias DisableKeyRotation UpdateKeyDescription"
        " Encrypt Decrypt GenerateDataKey ReEncryptFrom ReEncryptTo",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    ),
    "aws_lambda_event_source_mapping": Needs(
        f"lambda:{HERE}:event-source-mapping:1",
        "CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping TagResource",
        "GetEventSourceMapping ListTags",
    ),
    "aws_lambda_function": Needs(
        f"{FUNCTION}{{function_name}}",
        "CreateFunction DeleteFunction UpdateFunctionCode UpdateFunctionConfiguration"
        " PutFunctionConcurrency TagResource",
        "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction",
    ),
    "aws_lambda_function_event_invoke_config": Needs(
        f"{FUNCTION}any-{{suffix}}",
        "PutFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig",
        "GetFunctionEventInvokeConfig",
    ),
    "aws_lambda_permission": Needs(
        f"{FUNCTION}any-{{suffix}}", "AddPermission RemovePermission", "GetPolicy"
    ),
    "aws_sns_topic": Needs(
        f"sns:{HERE}:{{name}}",
        "CreateTopic DeleteTopic SetTopicAttributes TagResource",
        "GetTopicAttributes ListTagsForResource",
    ),
    "aws_sns_topic_policy": Needs(f"sns:{HERE}:any-{{suffix}}", "SetTopicAttributes"),
    "aws_sns_topic_subscription": Needs(
        f"sns:{HERE}:any-{{suffix}}", "Subscribe", "GetSubscriptionAttributes"
    ),
    "aws_sqs_queue": Needs(
        f"sqs:{HERE}:{{name}}",
        "CreateQueue DeleteQueue SetQueueAttributes TagQueue",
        "GetQueueAttributes ListQueueTags",
    ),
}

# What changes the tags of a resource that exists, by its type.
_GATEWAY_TAGS = "apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2F"
TAGS = "TagResource UntagResource"
TAGGING = {
    "aws_api_gateway_rest_api": Needs(f"{_GATEWAY_TAGS}abc", "PUT DELETE"),
    "aws_api_gateway_stage": Needs(f"{_GATEWAY_TAGS}abc%2Fstages%2Fv1", "PUT DELETE"),
    "aws_budgets_budget": Needs(NEEDS["aws_budgets_budget"].arn, TAGS),
    "aws_cloudwatch_log_group": Needs(f"logs:{HERE}:log-group:{{name}}", TAGS),
    "aws_cloudwatch_metric_alarm": Needs(NEEDS["aws_cloudwatch_metric_alarm"].arn, TAGS),
    "aws_dynamodb_table": Needs(NEEDS["aws_dynamodb_table"].arn, TAGS),
    "aws_iam_role": Needs(NEEDS["aws_iam_role"].arn, "TagRole UntagRole"),
    "aws_kms_key": Needs(NEEDS["aws_kms_key"].arn, TAGS),
    "aws_lambda_event_source_mapping": Needs(NEEDS["aws_lambda_event_source_mapping"].arn, TAGS),
    "aws_lambda_function": Needs(NEEDS["aws_lambda_function"].arn, TAGS),
    "aws_sns_topic": Needs(NEEDS["aws_sns_topic"].arn, TAGS),
    "aws_sqs_queue": Needs(NEEDS["aws_sqs_queue"].arn, "TagQueue UntagQueue"),
}
