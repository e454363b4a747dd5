"""How to list what an account holds of each Terraform type that our stacks use."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """How to list everything of one Terraform type in an account.

    `found` is a JMESPath expression over a page of `operation`: the name of each, or a pair of its
    name and the identity by which Terraform imports it, if that is another. The name proper is
    what follows the last `separator`. `attribute` is the argument of the Terraform resource that
    holds its name. `account` is the argument of the operation that wants the account's id;
    Terraform imports what has one by `<account>:<name>`. `arn` is the form of the ARN by which it
    imports what is listed by an id.
    """

    service: str
    operation: str
    found: str
    attribute: str
    separator: str = ""
    account: str = ""
    arn: str = ""


LISTINGS: Mapping[str, Listing] = {
    "aws_api_gateway_rest_api": Listing(
        "apigateway", "get_rest_apis", "items[].[name, id]", "name"
    ),
    "aws_budgets_budget": Listing(
        "budgets", "describe_budgets", "Budgets[].BudgetName", "name", account="AccountId"
    ),
    "aws_cloudwatch_dashboard": Listing(
        "cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName", "dashboard_name"
    ),
    "aws_cloudwatch_log_group": Listing(
        "logs", "describe_log_groups", "logGroups[].logGroupName", "name"
    ),
    "aws_cloudwatch_metric_alarm": Listing(
        "cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName", "alarm_name"
    ),
    # By its ARN: docs/claims.md#saved-query-import
    "aws_cloudwatch_query_definition": Listing(
        "logs",
        "describe_query_definitions",
        "queryDefinitions[].[name, queryDefinitionId]",
        "name",
        arn="arn:{partition}:logs:{region}:{account}:query-definition:{identity}",
    ),
    "aws_dynamodb_table": Listing("dynamodb", "list_tables", "TableNames[]", "name"),
    "aws_iam_role": Listing("iam", "list_roles", "Roles[].RoleName", "name"),
    "aws_kms_alias": Listing("kms", "list_aliases", "Aliases[].AliasName", "name"),
    "aws_lambda_function": Listing(
        "lambda", "list_functions", "Functions[].FunctionName", "function_name"
    ),
    # Deleting a function does not delete its mappings (Lambda API reference, DeleteFunction).
    "aws_lambda_event_source_mapping": Listing(
        "lambda",
        "list_event_source_mappings",
        "EventSourceMappings[?State!='Deleting'].[FunctionArn, UUID]",
        "function_name",
        ":function:",
    ),
    "aws_sns_topic": Listing("sns", "list_topics", "Topics[].TopicArn", "name", ":"),
    "aws_sqs_queue": Listing("sqs", "list_queues", "QueueUrls[]", "name", "/"),
}

# AWS deletes these together with the resource that holds them.
GONE_WITH_THEIR_PARENT = (
    "aws_api_gateway_",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_subscription_filter",
    "aws_iam_role_policy",
    "aws_kms_key_policy",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_permission",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
)
FOUND_BY_TAG_ONLY = ("aws_kms_key",)
