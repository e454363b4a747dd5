"""What proves cloudwatch_log_subscription_filter_sends_errors_to_a_function."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

FILTER = "aws_cloudwatch_log_subscription_filter.worker"
PATTERN = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'


def _function(name: str) -> dict[str, Any]:
    return {"logging_config": {"log_group": f"${{aws_cloudwatch_log_group.{name}.name}}"}}


def _permission(group: str, function: str) -> dict[str, Any]:
    return {
        "function_name": f"${{aws_lambda_function.{function}.arn}}",
        "source_arn": f"${{aws_cloudwatch_log_group.{group}.arn}}:*",
    }


def _filter(group: str, function: str, permission: str) -> dict[str, Any]:
    return {
        "depends_on": [f"aws_lambda_permission.{permission}"],
        "destination_arn": f"${{aws_lambda_function.{function}.arn}}",
        "filter_pattern": PATTERN,
        "log_group_name": f"${{aws_cloudwatch_log_group.{group}.name}}",
    }


ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {
            "worker": {"name": "/aws/lambda/worker-dev"},
            "notifier": {"name": "/aws/lambda/notifier-dev"},
        },
        "aws_lambda_function": {
            "worker": _function("worker"),
            "notifier": _function("notifier"),
        },
        "aws_lambda_permission": {
            "worker": _permission("worker", "notifier"),
            "own": _permission("notifier", "notifier"),
        },
        "aws_cloudwatch_log_subscription_filter": {
            "worker": _filter("worker", "notifier", "worker")
        },
    },
    compliant=(FILTER,),
    table=(
        Row(
            "a topic, which CloudWatch Logs refuses",
            {
                "aws_sns_topic.errors": {},
                f"{FILTER}.destination_arn": "${aws_sns_topic.errors.arn}",
            },
            {
                FILTER: "found destination_arn = aws_sns_topic.errors.arn,"
                " wanted the arn of a function of this stack"
            },
        ),
        Row(
            "a function of another stack",
            {f"{FILTER}.destination_arn": "arn:aws:lambda:us-east-1:123456789012:function:x"},
            {
                FILTER: "found destination_arn ="
                ' "arn:aws:lambda:us-east-1:123456789012:function:x",'
                " wanted the arn of a function of this stack"
            },
        ),
        Row(
            "a destination decided elsewhere",
            {f"{FILTER}.destination_arn": "${var.function}"},
            {
                FILTER: "undecided: destination_arn:"
                " the expression ${var.function} is more than strings and references"
            },
        ),
        Row(
            "a log group that the stack does not manage",
            {f"{FILTER}.log_group_name": "/aws/lambda/other-dev"},
            {
                FILTER: 'found log_group_name = "/aws/lambda/other-dev",'
                " wanted a log group of this stack"
            },
        ),
        Row(
            "errors only",
            {f"{FILTER}.filter_pattern": '{ $.level = "ERROR" }'},
            {FILTER: f'found filter_pattern = "{{ $.level = \\"ERROR\\" }}", wanted {PATTERN}'},
        ),
        Row(
            "every line",
            {f"{FILTER}.filter_pattern": REMOVED},
            {FILTER: f"found no filter_pattern (the filter sends every line), wanted {PATTERN}"},
        ),
        Row(
            "a permission that may come too late",
            {f"{FILTER}.depends_on": REMOVED},
            {
                FILTER: "found no permission for aws_cloudwatch_log_group.worker.arn:* that exists"
                " before the filter, wanted depends_on an aws_lambda_permission"
            },
        ),
        Row(
            "a permission for another log group",
            {f"{FILTER}.depends_on": ["aws_lambda_permission.own"]},
            {
                FILTER: "found no permission for aws_cloudwatch_log_group.worker.arn:* that exists"
                " before the filter, wanted depends_on an aws_lambda_permission"
            },
        ),
        Row("a filter of metrics", {"aws_cloudwatch_log_metric_filter.errors": {"pattern": ""}}),
    ),
)
