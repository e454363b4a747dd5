"""What proves lambda_function_logs_json."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
CONFIG = f"{WORKER}.logging_config"
FORMAT = f"{CONFIG}.log_format"
NOTHING = (
    "found no logging_config.log_format (AWS logs plain text, in which no filter can match a"
    " level),"
    ' wanted "JSON"'
)

ROWS = Rows(
    resources={"aws_lambda_function": {"worker": {"logging_config": {"log_format": "JSON"}}}},
    compliant=(WORKER,),
    table=(
        Row("no settings at all", {CONFIG: REMOVED}, {WORKER: NOTHING}),
        Row("no format", {FORMAT: REMOVED}, {WORKER: NOTHING}),
        Row(
            "text",
            {FORMAT: "Text"},
            {WORKER: 'found logging_config.log_format = "Text", wanted "JSON"'},
        ),
        Row(
            "a near miss",
            {FORMAT: "Json"},
            {WORKER: 'found logging_config.log_format = "Json", wanted "JSON"'},
        ),
        Row("a block written as a list", {CONFIG: [{"log_format": "JSON"}]}),
        Row(
            "decided elsewhere",
            {FORMAT: "${var.format}"},
            {
                WORKER: "undecided: logging_config.log_format: the expression ${var.format}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"logging_config": {}}}),
    ),
)
