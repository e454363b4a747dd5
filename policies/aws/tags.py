"""Which resources carry tags, and which tags the stack gives to all of them."""

from typing import Any

from policies import Stack

# Type -> whether AWS takes tags for it (Terraform then shows `tags_all`).
TAGGABLE: dict[str, bool] = {
    "aws_api_gateway_account": False,
    "aws_api_gateway_deployment": False,
    "aws_api_gateway_gateway_response": False,
    "aws_api_gateway_integration": False,
    "aws_api_gateway_integration_response": False,
    "aws_api_gateway_method": False,
    "aws_api_gateway_method_response": False,
    "aws_api_gateway_method_settings": False,
    "aws_api_gateway_request_validator": False,
    "aws_api_gateway_resource": False,
    "aws_api_gateway_rest_api": True,
    "aws_api_gateway_rest_api_policy": False,
    "aws_api_gateway_stage": True,
    "aws_budgets_budget": True,
    "aws_cloudwatch_composite_alarm": True,
    "aws_cloudwatch_dashboard": False,
    "aws_cloudwatch_event_rule": True,
    "aws_cloudwatch_event_target": False,
    "aws_cloudwatch_log_group": True,
    "aws_cloudwatch_log_metric_filter": False,
    "aws_cloudwatch_log_subscription_filter": False,
    "aws_cloudwatch_metric_alarm": True,
    "aws_cloudwatch_query_definition": False,
    "aws_dynamodb_table": True,
    "aws_iam_policy": True,
    "aws_iam_role": True,
    "aws_iam_role_policy": False,
    "aws_iam_role_policy_attachment": False,
    "aws_kms_alias": False,
    "aws_kms_key": True,
    "aws_kms_key_policy": False,
    "aws_lambda_event_source_mapping": True,
    "aws_lambda_function": True,
    "aws_lambda_function_event_invoke_config": False,
    "aws_lambda_permission": False,
    "aws_s3_bucket": True,
    "aws_sns_topic": True,
    "aws_sns_topic_policy": False,
    "aws_sns_topic_subscription": False,
    "aws_sqs_queue": True,
    "aws_sqs_queue_policy": False,
    "aws_sqs_queue_redrive_allow_policy": False,
    "aws_sqs_queue_redrive_policy": False,
    "aws_ssm_parameter": True,
}


def default_tags(stack: Stack) -> dict[str, Any] | None:
    """The default tags of the AWS provider; None if there is not exactly one set of them."""
    found = [_tags(provider.get("default_tags")) for provider in stack.providers]
    return found[0] if len(found) == 1 else None


def _tags(block: Any) -> dict[str, Any] | None:
    block = block[0] if isinstance(block, list) and len(block) == 1 else block
    tags = block.get("tags") if isinstance(block, dict) else None
    return dict(tags) if isinstance(tags, dict) else None
