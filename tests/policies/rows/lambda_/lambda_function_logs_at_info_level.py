"""What proves lambda_function_logs_at_info_level."""

from tests.policies.documents import Row, Rows

WORKER = "aws_lambda_function.worker"
LEVEL = f"{WORKER}.logging_config.application_log_level"
WANTED = "wanted INFO"

ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"logging_config": {"log_format": "JSON"}}}},
    compliant=(WORKER,),
    table=(
        Row(
            "errors only",
            {LEVEL: "ERROR"},
            {WORKER: f'found logging_config.application_log_level = "ERROR", {WANTED}'},
        ),
        Row(
            "warnings and errors",
            {f"{WORKER}.logging_config": [{"application_log_level": "WARN"}]},
            {WORKER: f'found logging_config.application_log_level = "WARN", {WANTED}'},
        ),
        Row(
            "requests with their data",
            {LEVEL: "DEBUG"},
            {WORKER: f'found logging_config.application_log_level = "DEBUG", {WANTED}'},
        ),
        Row("what AWS takes, by name", {LEVEL: "INFO"}),
        Row(
            "a level that is decided elsewhere",
            {LEVEL: "${var.level}"},
            {
                WORKER: "undecided: logging_config.application_log_level:"
                " the expression ${var.level} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"logging_config": {}}}),
    ),
)
