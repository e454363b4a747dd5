"""The reviewed attributes of every resource type.

A policy can only evaluate what it knows: whoever adds an attribute that is not here asks AWS for
something that no policy has heard of. A dotted name is an attribute of a block; what stands below
a name that nothing here goes on from, such as the variables of a function, is free.
"""

from functools import cache

# Switches that keep a resource from being destroyed, which resource_is_destroyable checks.
KEEPERS = (
    "lifecycle.prevent_destroy",
    "deletion_protection",
    "deletion_protection_enabled",
    "enable_deletion_protection",
    "retain_on_delete",
    "skip_destroy",
)
# What any resource may hold: Terraform's own words, and what policies on all resources check.
COMMON = (
    *KEEPERS,
    *("//", "count", "depends_on", "for_each", "region", "tags", "tags_all", "timeouts"),
    *("lifecycle.create_before_destroy", "lifecycle.ignore_changes"),
    *("lifecycle.postcondition", "lifecycle.precondition", "lifecycle.replace_triggered_by"),
    *("connection", "provisioner"),
)
ATTRIBUTES = {
    "aws_api_gateway_deployment": "description rest_api_id triggers",
    "aws_api_gateway_gateway_response": "response_parameters response_templates response_type"
    " rest_api_id status_code",
    "aws_api_gateway_integration": "content_handling http_method integration_http_method"
    " passthrough_behavior request_parameters request_templates resource_id rest_api_id type uri",
    "aws_api_gateway_integration_response": "content_handling http_method resource_id"
    " response_templates rest_api_id selection_pattern status_code",
    "aws_api_gateway_method": "api_key_required authorization http_method operation_name"
    " resource_id rest_api_id",
    "aws_api_gateway_method_response": "http_method resource_id rest_api_id status_code",
    "aws_api_gateway_method_settings": "method_path rest_api_id settings.data_trace_enabled"
    " settings.logging_level settings.metrics_enabled settings.throttling_burst_limit"
    " settings.throttling_rate_limit stage_name",
    "aws_api_gateway_request_validator": "name rest_api_id validate_request_body"
    " validate_request_parameters",
    "aws_api_gateway_resource": "parent_id path_part rest_api_id",
    "aws_api_gateway_rest_api": "binary_media_types description"
    " disable_execute_api_endpoint endpoint_configuration.types name policy",
    "aws_api_gateway_rest_api_policy": "policy rest_api_id",
    "aws_api_gateway_stage": "access_log_settings deployment_id description rest_api_id stage_name",
    "aws_budgets_budget": "budget_type cost_filter limit_amount limit_unit name notification"
    " time_unit",
    "aws_cloudwatch_composite_alarm": "actions_enabled alarm_actions alarm_description alarm_name"
    " alarm_rule ok_actions",
    "aws_cloudwatch_dashboard": "dashboard_body dashboard_name",
    "aws_cloudwatch_log_group": "kms_key_id log_group_class name retention_in_days",
    "aws_cloudwatch_log_metric_filter": "log_group_name metric_transformation.default_value"
    " metric_transformation.dimensions metric_transformation.name metric_transformation.namespace"
    " metric_transformation.value name pattern",
    "aws_cloudwatch_log_subscription_filter": "destination_arn distribution filter_pattern"
    " log_group_name name",
    "aws_cloudwatch_metric_alarm": "actions_enabled alarm_actions alarm_description alarm_name"
    " comparison_operator datapoints_to_alarm dimensions evaluation_periods metric_name"
    " metric_query.expression metric_query.id metric_query.label metric_query.metric.dimensions"
    " metric_query.metric.metric_name metric_query.metric.namespace metric_query.metric.period"
    " metric_query.metric.stat metric_query.metric.unit metric_query.return_data namespace"
    " ok_actions period statistic threshold treat_missing_data unit",
    "aws_cloudwatch_query_definition": "log_group_names name query_string",
    "aws_dynamodb_table": "attribute.name attribute.type billing_mode hash_key name"
    " global_secondary_index.hash_key global_secondary_index.name"
    " global_secondary_index.non_key_attributes global_secondary_index.projection_type"
    " global_secondary_index.range_key"
    " on_demand_throughput.max_read_request_units on_demand_throughput.max_write_request_units"
    " point_in_time_recovery.enabled point_in_time_recovery.recovery_period_in_days range_key"
    " server_side_encryption.enabled server_side_encryption.kms_key_arn stream_enabled"
    " stream_view_type ttl",
    "aws_iam_role": "assume_role_policy description force_detach_policies inline_policy"
    " managed_policy_arns name permissions_boundary",
    "aws_iam_role_policy": "name policy role",
    "aws_kms_alias": "name target_key_id",
    "aws_kms_key": "deletion_window_in_days description enable_key_rotation is_enabled policy",
    "aws_lambda_event_source_mapping": "batch_size bisect_batch_on_function_error"
    " destination_config.on_failure.destination_arn enabled event_source_arn"
    " filter_criteria.filter.pattern function_name function_response_types"
    " maximum_batching_window_in_seconds maximum_record_age_in_seconds maximum_retry_attempts"
    " metrics_config.metrics parallelization_factor scaling_config.maximum_concurrency"
    " starting_position starting_position_timestamp tumbling_window_in_seconds",
    "aws_lambda_function": "architectures dead_letter_config.target_arn description"
    " environment.variables filename function_name handler kms_key_arn"
    " logging_config.application_log_level logging_config.log_format logging_config.log_group"
    " memory_size reserved_concurrent_executions role runtime source_code_hash timeout vpc_config",
    "aws_lambda_function_event_invoke_config": "destination_config.on_failure.destination"
    " destination_config.on_success.destination function_name maximum_event_age_in_seconds"
    " maximum_retry_attempts qualifier",
    "aws_lambda_permission": "action function_name principal qualifier source_account source_arn"
    " statement_id",
    "aws_sns_topic": "display_name kms_master_key_id name policy",
    "aws_sns_topic_policy": "arn policy",
    "aws_sns_topic_subscription": "endpoint filter_policy filter_policy_scope protocol topic_arn",
    "aws_sqs_queue": "kms_data_key_reuse_period_seconds kms_master_key_id"
    " message_retention_seconds name policy receive_wait_time_seconds redrive_allow_policy"
    " redrive_policy visibility_timeout_seconds",
}


@cache
def described(kind: str) -> frozenset[str] | None:
    """The names of a type, and of every block on the way to one; None if the type is unknown."""
    if kind not in ATTRIBUTES:
        return None
    names = [*COMMON, *ATTRIBUTES[kind].split()]
    steps = [name.split(".") for name in names]
    return frozenset(".".join(one[:end]) for one in steps for end in range(1, len(one) + 1))


@cache
def blocks(kind: str) -> frozenset[str]:
    """The described names of a type that are blocks: others are described below them."""
    return frozenset(name.rpartition(".")[0] for name in described(kind) or ()) - {""}
