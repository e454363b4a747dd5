"""Which policy reads each described type; a type that none reads says why it does no harm.

A type with an attribute about encryption, keys, access, policies, secrets or deletion
(`sensitive_attributes.py`) is never harmless. `tests/policies/aws/test_types.py` proves that the
policy evaluates such a resource.
"""

from policies.aws.sensitive_attributes import sensitive

# Type -> a policy of its own: one that is not for all resources.
READ_BY = {
    "aws_api_gateway_deployment": "api_gateway_deployment_follows_every_change",
    "aws_api_gateway_gateway_response": "api_gateway_returns_202_only_for_accepted_events",
    "aws_api_gateway_integration": "api_gateway_integration_is_asynchronous",
    "aws_api_gateway_integration_response": "api_gateway_returns_202_only_for_accepted_events",
    "aws_api_gateway_method": "api_gateway_method_is_public_by_design",
    "aws_api_gateway_method_settings": "api_gateway_stage_throttles_every_method",
    "aws_api_gateway_rest_api": "api_gateway_rest_api_is_regional",
    "aws_api_gateway_rest_api_policy": "api_gateway_deployment_follows_every_change",
    "aws_api_gateway_stage": "api_gateway_stage_throttles_every_method",
    "aws_cloudwatch_dashboard": "cloudwatch_dashboard_shows_every_alarm",
    "aws_cloudwatch_log_group": "cloudwatch_log_group_keeps_three_days",
    "aws_cloudwatch_log_subscription_filter": "subscription_has_no_event_loop",
    "aws_cloudwatch_metric_alarm": "cloudwatch_alarm_uses_existing_metrics",
    "aws_cloudwatch_query_definition": "cloudwatch_query_reads_its_own_logs",
    "aws_dynamodb_table": "dynamodb_table_has_point_in_time_recovery",
    "aws_iam_role": "iam_role_trusts_only_its_service",
    "aws_iam_role_policy": "iam_policy_names_each_action",
    "aws_kms_alias": "kms_key_has_one_alias",
    "aws_kms_key": "kms_key_rotates",
    "aws_lambda_event_source_mapping": "lambda_event_source_mapping_reports_partial_failures",
    "aws_lambda_function": "lambda_function_keeps_failed_events",
    "aws_lambda_function_event_invoke_config": "lambda_function_event_invoke_config_is_bounded",
    "aws_lambda_permission": "lambda_permission_names_its_source",
    "aws_sns_topic": "sns_topic_restricts_publishers_and_subscribers",
    "aws_sns_topic_policy": "sns_topic_restricts_publishers_and_subscribers",
    "aws_sns_topic_subscription": "subscription_has_no_event_loop",
    "aws_sqs_queue": "sqs_queue_dead_letters_after_five_receives",
}
HARMLESS = {
    "aws_api_gateway_method_response": "declares a status; what is answered is the integration's",
    "aws_api_gateway_request_validator": "can only refuse requests",
    "aws_api_gateway_resource": "a path; what answers there is the method",
    "aws_budgets_budget": "counts costs and sends mail",
    "aws_cloudwatch_composite_alarm": "combines alarms, each of which has its policies",
    "aws_cloudwatch_log_metric_filter": "counts log lines; the alarms on it have their policies",
}
FILE = "policies/aws/types.py"


def review_of(kind: str) -> str:
    """What the review of a described type lacks, in words; empty if it lacks nothing."""
    if kind in READ_BY:
        return ""
    if kind not in HARMLESS:
        return f"the type {kind}, which no policy reads"
    for path, decides in sensitive(kind).items():
        return f"the type {kind} as harmless, although {'.'.join(path)} is {decides}"
    return ""
