"""The attributes of Terraform's resources under the names of AWS's properties.

Mostly AWS's name is Terraform's in another spelling: `memory_size` is MemorySize. NAMES holds where
it is not, by type and path; an empty name leaves the attribute out.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

Properties = dict[str, Any]
Adapt = Callable[[Properties], Properties]

# Attributes whose keys are the user's, not AWS's.
VERBATIM = {
    "environment.variables",
    "dimensions",
    "metric_query.metric.dimensions",
    "request_parameters",
    "request_templates",
    "response_templates",
    "tags",
    "triggers",
}
# Attributes that hold a JSON text where AWS's property is an object.
DOCUMENTS = {"assume_role_policy", "policy", "redrive_policy", "redrive_allow_policy"}

_KMS = {"kms_key_id": "KmsKeyId"}
NAMES: Mapping[str, Mapping[str, str]] = {
    "aws_api_gateway_deployment": {"triggers": ""},  # Terraform's own: what makes a new one
    "aws_api_gateway_method": {"authorization": "AuthorizationType"},
    "aws_budgets_budget": {"name": "BudgetName"},
    "aws_cloudwatch_log_group": {"name": "LogGroupName", **_KMS},
    "aws_cloudwatch_log_metric_filter": {
        "name": "FilterName",
        "pattern": "FilterPattern",
        "metric_transformation": "MetricTransformations",
        "metric_transformation.name": "MetricName",
        "metric_transformation.namespace": "MetricNamespace",
        "metric_transformation.value": "MetricValue",
    },
    "aws_cloudwatch_log_subscription_filter": {"name": "FilterName"},
    "aws_cloudwatch_metric_alarm": {
        "ok_actions": "OKActions",
        "metric_query": "Metrics",
        "metric_query.metric": "MetricStat",
    },
    "aws_dynamodb_table": {
        "name": "TableName",
        "attribute": "AttributeDefinitions",
        "attribute.name": "AttributeName",
        "attribute.type": "AttributeType",
        "point_in_time_recovery": "PointInTimeRecoverySpecification",
        "point_in_time_recovery.enabled": "PointInTimeRecoveryEnabled",
        "server_side_encryption": "SSESpecification",
        "server_side_encryption.enabled": "SSEEnabled",
        "server_side_encryption.kms_key_arn": "KMSMasterKeyId",
    },
    "aws_iam_policy": {"name": "ManagedPolicyName", "policy": "PolicyDocument"},
    "aws_iam_role": {
        "name": "RoleName",
        "assume_role_policy": "AssumeRolePolicyDocument",
        "force_detach_policies": "",  # what Terraform does before it deletes the role
    },
    "aws_iam_role_policy": {
        "name": "PolicyName",
        "policy": "PolicyDocument",
        "role": "RoleName",
    },
    "aws_iam_role_policy_attachment": {"role": "RoleName"},
    "aws_kms_alias": {"name": "AliasName"},
    "aws_kms_key": {"policy": "KeyPolicy", "deletion_window_in_days": "PendingWindowInDays"},
    "aws_lambda_event_source_mapping": {
        "filter_criteria.filter": "Filters",
        "destination_config.on_failure.destination_arn": "Destination",
    },
    "aws_lambda_function": {"filename": "", "source_code_hash": ""},  # files on this machine
    "aws_s3_bucket_lifecycle_configuration": {"rule": "Rules", "rule.id": "ID"},
    "aws_s3_bucket_ownership_controls": {"rule": "Rules"},
    "aws_s3_bucket_server_side_encryption_configuration": {
        "rule": "Rules",
        "rule.apply_server_side_encryption_by_default.kms_master_key_id": "KMSMasterKeyID",
        "rule.apply_server_side_encryption_by_default.sse_algorithm": "SSEAlgorithm",
    },
    "aws_sns_topic": {"name": "TopicName"},
    "aws_sns_topic_policy": {"arn": "Topic", "policy": "PolicyDocument"},
    "aws_sqs_queue": {
        "name": "QueueName",
        "message_retention_seconds": "MessageRetentionPeriod",
        "visibility_timeout_seconds": "VisibilityTimeout",
    },
}


def properties(kind: str, values: Mapping[str, Any]) -> Properties:
    """The properties of a resource, tags as a map."""
    return _renamed(values, NAMES.get(kind, {}), "")


def same(found: Properties) -> Properties:
    """The properties as they are."""
    return found


def renaming(**names: str) -> Adapt:
    """The properties under other names; an empty one leaves the property out."""
    return lambda found: {
        names.get(name, name): value for name, value in found.items() if names.get(name) != ""
    }


def with_tags(found: Properties, key: str = "Key", value: str = "Value") -> Properties:
    """The properties with the tags, if there are any, as a list."""
    if "Tags" not in found:
        return found
    return {**found, "Tags": [{key: one, value: other} for one, other in found["Tags"].items()]}


def _renamed(values: Mapping[str, Any], names: Mapping[str, str], prefix: str) -> Properties:
    found = {}
    for name, value in values.items():
        path = prefix + name
        if new := names.get(path, _pascal(name)):
            found[new] = _value(value, names, path)
    return found


def _value(value: Any, names: Mapping[str, str], path: str) -> Any:
    if path in VERBATIM:
        return value
    if path in DOCUMENTS:
        return json.loads(value)
    if isinstance(value, dict):
        return _renamed(value, names, f"{path}.")
    if isinstance(value, list):
        return [_value(each, names, path) for each in value]
    return value


def _pascal(name: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in name.split("_"))
