"""What proves lambda_function_logs_to_its_managed_group."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
LOG_GROUP = f"{WORKER}.logging_config.log_group"
GROUP = "aws_cloudwatch_log_group.worker"

ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {
            "worker": {"name": "/aws/lambda/worker-dev", "retention_in_days": 3}
        },
        "aws_lambda_function": {
            "worker": {
                "function_name": "worker-dev",
                "logging_config": {"log_group": "${aws_cloudwatch_log_group.worker.name}"},
            }
        },
    },
    compliant=(WORKER,),
    table=(
        Row(
            "no group named",
            {LOG_GROUP: REMOVED},
            {
                WORKER: "found no logging_config.log_group (Lambda picks a group, and nothing"
                ' creates the managed one first), wanted "/aws/lambda/worker-dev"'
            },
        ),
        Row(
            "the group of another function",
            {"aws_cloudwatch_log_group.worker.name": "/aws/lambda/other-dev"},
            {
                WORKER: 'found logging_config.log_group = "/aws/lambda/other-dev",'
                ' wanted "/aws/lambda/worker-dev"'
            },
        ),
        Row(
            "a group that nobody manages",
            {LOG_GROUP: "/aws/lambda/worker-dev", GROUP: REMOVED},
            {
                WORKER: 'found "/aws/lambda/worker-dev", which the stack does not manage,'
                " wanted an aws_cloudwatch_log_group"
            },
        ),
        Row(
            "a managed group that may be made too late",
            {LOG_GROUP: "/aws/lambda/worker-dev"},
            {
                WORKER: "found no dependency on aws_cloudwatch_log_group.worker, wanted a"
                " reference or depends_on"
            },
        ),
        Row(
            "a managed group named by text, made first",
            {LOG_GROUP: "/aws/lambda/worker-dev", f"{WORKER}.depends_on": [GROUP]},
        ),
        Row(
            "a name that follows the function's",
            {
                "aws_cloudwatch_log_group.worker.name": (
                    "/aws/lambda/${aws_lambda_function.namesake.function_name}"
                ),
                "aws_lambda_function.namesake": {
                    "function_name": "worker-dev",
                    "logging_config": {"log_group": "${aws_cloudwatch_log_group.worker.name}"},
                },
            },
            {"aws_lambda_function.namesake": "compliant"},
        ),
        Row(
            "a group that is kept too long",
            {f"{GROUP}.retention_in_days": 30},
            {WORKER: f"found {GROUP}.retention_in_days = 30, wanted 3"},
        ),
        Row(
            "a group that is kept for ever",
            {f"{GROUP}.retention_in_days": REMOVED},
            {
                WORKER: f"found no {GROUP}.retention_in_days"
                " (CloudWatch keeps events forever, at a cost), wanted 3"
            },
        ),
        Row(
            "a group outside the stack",
            {LOG_GROUP: "${aws_cloudwatch_log_group.elsewhere.name}"},
            {
                WORKER: "undecided: logging_config.log_group:"
                " aws_cloudwatch_log_group.elsewhere.name refers outside the stack"
            },
        ),
        Row(
            "a function whose name is not known",
            {f"{WORKER}.function_name": "${var.name}"},
            {
                WORKER: "undecided: function_name is an unknown value (the expression ${var.name}"
                " is more than strings and references)"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
