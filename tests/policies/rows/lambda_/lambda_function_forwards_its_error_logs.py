"""What proves lambda_function_forwards_its_error_logs."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER, FILTER = "aws_lambda_function.worker", "aws_cloudwatch_log_subscription_filter.worker"
PERMISSION = "aws_lambda_permission.logs"
UNHEARD = {
    WORKER: "found no subscription of its log group (nobody gets the function's errors),"
    " wanted one that targets aws_lambda_function.notifier"
}

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {"function_name": "worker-dev"},
            "notifier": {"function_name": "notifier-dev"},
        },
        "aws_lambda_permission": {
            "logs": {
                "function_name": "${aws_lambda_function.notifier.function_name}",
                "principal": "logs.amazonaws.com",
            }
        },
        "aws_cloudwatch_log_subscription_filter": {
            "worker": {
                "log_group_name": "/aws/lambda/worker-dev",
                "destination_arn": "${aws_lambda_function.notifier.arn}",
            }
        },
    },
    compliant=(WORKER,),
    table=(
        Row("no subscription", {FILTER: REMOVED}, UNHEARD),
        Row("the group of another", {f"{FILTER}.log_group_name": "/aws/lambda/x-dev"}, UNHEARD),
        Row(
            "sent to a function that reports nothing",
            {f"{FILTER}.destination_arn": "${aws_lambda_function.worker.arn}"},
            UNHEARD,
        ),
        Row(
            "a second function",
            {"aws_lambda_function.other": {"function_name": "other-dev"}},
            {
                "aws_lambda_function.other": UNHEARD[WORKER],
            },
        ),
        Row(
            "a function whose name is decided elsewhere",
            {f"{WORKER}.function_name": "${var.name}"},
            {
                WORKER: "undecided: function_name is an unknown value (the expression ${var.name}"
                " is more than strings and references)"
            },
        ),
        Row("no function reports", {PERMISSION: REMOVED}, {WORKER: None}),
    ),
)
