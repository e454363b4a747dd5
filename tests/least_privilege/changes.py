"""One change of everything that can be changed in place, on synthesized Terraform.

Which attribute can, and what that asks AWS for: updates.toml. The rehearsal's plan says so, too:
what it would replace is refused.
"""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

Document = dict[str, Any]
Change = Callable[[Any], Any]
SECOND = "second"
NEW_TAG, REMOVED_TAG = {"Changed": "once"}, "CostCenter"


def changed(document: Mapping[str, Any]) -> Document:
    """The stack with another key for all data, other tags, and CHANGES made to each resource."""
    found = _with_second_key(document)
    _change_tags(found)
    for kind, named in found["resource"].items():
        for values in named.values():
            for attribute, change in CHANGES.get(kind, {}).items():
                if attribute in values:
                    values[attribute] = change(values[attribute])
    return found


def _with_second_key(document: Mapping[str, Any]) -> Document:
    """Every reference to the stack's key is to a copy of it."""
    ((name, key),) = document["resource"]["aws_kms_key"].items()
    text = json.dumps(document).replace(f"${{aws_kms_key.{name}.", f"${{aws_kms_key.{SECOND}.")
    found: Document = json.loads(text)
    found["resource"]["aws_kms_key"][SECOND] = copy.deepcopy(key)
    return found


def _change_tags(document: Document) -> None:
    """Nothing has a tag of its own but its name: the provider's tags are those of all."""
    for provider in document["provider"]["aws"]:
        for default in provider["default_tags"]:
            del default["tags"][REMOVED_TAG]
            default["tags"] |= NEW_TAG


def _to(value: Any) -> Change:
    return lambda _old: value


def _with(**more: Any) -> Change:
    return lambda old: {**old, **more}


def _again(text: str) -> str:
    """The policy, whose last statement is there twice."""
    policy = json.loads(text)
    last = {**policy["Statement"][-1], "Sid": "Again"}
    return json.dumps({**policy, "Statement": [*policy["Statement"], last]})


def _more(value: int) -> int:
    return value + 1


def _fewer(value: int) -> int:
    return value - 1


def _described(text: str) -> str:
    return f"{text}."


def _each(**more: Any) -> Change:
    """The blocks, each with these values."""
    return lambda blocks: [{**block, **more} for block in blocks]


# Type -> attribute -> its change. References to the key and tags change besides. What is left out
# asks for the same right as another one, see updates.toml.
CHANGES: Mapping[str, Mapping[str, Change]] = {
    "aws_api_gateway_deployment": {"triggers": _with(changed="once")},
    "aws_api_gateway_integration": {
        "content_handling": _to("CONVERT_TO_BINARY"),
        "request_parameters": _with(**{"integration.request.header.X-Changed": "'once'"}),
        "request_templates": _with(**{"text/plain": "{}"}),
    },
    "aws_api_gateway_integration_response": {
        "content_handling": _to("CONVERT_TO_BINARY"),
        "response_templates": _with(**{"text/plain": "{}"}),
        "selection_pattern": _to(".+"),
    },
    "aws_api_gateway_method": {"authorization": _to("AWS_IAM")},
    "aws_api_gateway_method_settings": {
        "settings": _with(throttling_burst_limit=9, throttling_rate_limit=8),
    },
    "aws_api_gateway_rest_api": {
        "binary_media_types": _to(["*/*", "text/plain"]),
        "name": lambda name: f"changed-{name}",
    },
    "aws_api_gateway_rest_api_policy": {"policy": _again},
    "aws_budgets_budget": {
        "cost_filter": lambda filters: [*filters, {"name": "Region", "values": ["us-east-1"]}],
        "limit_amount": _to("19"),
        "notification": _each(threshold=77),
    },
    "aws_cloudwatch_dashboard": {"dashboard_body": _to('{"widgets":[]}')},
    "aws_cloudwatch_log_group": {"retention_in_days": _to(7)},
    "aws_cloudwatch_log_metric_filter": {
        "metric_transformation": _with(value="2"),
        "pattern": _to("ERROR"),
    },
    "aws_cloudwatch_log_subscription_filter": {"filter_pattern": _to("ERROR")},
    "aws_cloudwatch_query_definition": {"query_string": _to("fields @message")},
    "aws_cloudwatch_metric_alarm": {
        "alarm_description": _described,
        "evaluation_periods": _more,
        "ok_actions": _to([]),
        "threshold": _more,
        "treat_missing_data": _to("missing"),
    },
    "aws_dynamodb_table": {
        "on_demand_throughput": lambda old: {name: most + 1 for name, most in old.items()},
        "point_in_time_recovery": _with(enabled=False),
    },
    "aws_iam_role": {"assume_role_policy": _again},
    "aws_iam_role_policy": {"policy": _again},
    "aws_kms_key": {"description": _described, "enable_key_rotation": _to(False), "policy": _again},
    "aws_lambda_event_source_mapping": {
        "batch_size": _fewer,
        "maximum_batching_window_in_seconds": _more,
        "maximum_retry_attempts": _more,
    },
    "aws_lambda_function": {
        "architectures": _to(["x86_64"]),
        "environment": lambda old: {"variables": {**old["variables"], "CHANGED": "once"}},
        "logging_config": _with(application_log_level="DEBUG"),
        "memory_size": _more,
        "reserved_concurrent_executions": _more,
        "timeout": _fewer,
    },
    "aws_lambda_function_event_invoke_config": {
        "maximum_event_age_in_seconds": _fewer,
        "maximum_retry_attempts": _to(0),
    },
    "aws_sns_topic_policy": {"policy": _again},
    "aws_sns_topic_subscription": {"filter_policy": _to('{"NewStateValue":["ALARM"]}')},
    "aws_sqs_queue": {
        "kms_data_key_reuse_period_seconds": _fewer,
        "message_retention_seconds": _fewer,
        "redrive_allow_policy": _to('{"redrivePermission":"allowAll"}'),
        "visibility_timeout_seconds": _more,
    },
}
