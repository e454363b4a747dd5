"""What proves lambda_function_limits_async_events."""

from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, PERMISSION = "aws_lambda_function.worker", "aws_lambda_permission.api"
CONFIG = "aws_lambda_function_event_invoke_config.worker"
NAME = {"function_name": "${aws_lambda_function.worker.function_name}"}
UNSAID = "(AWS uses 2 retries and 6 hours today, but may change that default), wanted one"

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_lambda_permission": {"api": {**NAME, "principal": "apigateway.amazonaws.com"}},
        "aws_lambda_function_event_invoke_config": {"worker": {**NAME}},
    },
    compliant=(FUNCTION,),
    table=(
        Row(
            "no settings",
            {CONFIG: REMOVED},
            {FUNCTION: f"found 0 aws_lambda_function_event_invoke_config {UNSAID}"},
        ),
        Row(
            "settings of another function",
            {
                "aws_lambda_function.other": {},
                f"{CONFIG}.function_name": "${aws_lambda_function.other.function_name}",
            },
            {FUNCTION: f"found 0 aws_lambda_function_event_invoke_config {UNSAID}"},
        ),
        Row(
            "settings twice",
            {"aws_lambda_function_event_invoke_config.again": {**NAME}},
            {FUNCTION: f"found 2 aws_lambda_function_event_invoke_config {UNSAID}"},
        ),
        Row(
            "a caller who is decided elsewhere",
            {f"{PERMISSION}.principal": "${var.service}"},
            {
                FUNCTION: "undecided: the caller of the function is unknown: an unknown value"
                " (the expression"
                " ${var.service} is more than strings and references)"
            },
        ),
        Row("nobody invokes it", {PERMISSION: REMOVED}, {FUNCTION: None}),
    ),
)
