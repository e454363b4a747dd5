"""What proves lambda_event_source_mapping_fits_reserved_concurrency."""

from tests.policies.documents import REMOVED, Row, Rows

MAPPING = "aws_lambda_event_source_mapping.mapping"
MOST = f"{MAPPING}.scaling_config.maximum_concurrency"
RESERVED = "aws_lambda_function.worker.reserved_concurrent_executions"
WANTED = "wanted 2 to 5, which aws_lambda_function.worker reserves"

ROWS = Rows(
    resources={
        "aws_sqs_queue": {"queue": {}},
        "aws_dynamodb_table": {"table": {}},
        "aws_lambda_function": {"worker": {"reserved_concurrent_executions": 5}},
        "aws_lambda_event_source_mapping": {
            "mapping": {
                "event_source_arn": "${aws_sqs_queue.queue.arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
                "scaling_config": {"maximum_concurrency": 5},
            }
        },
    },
    compliant=(MAPPING,),
    table=(
        Row(
            "without a limit",
            {f"{MAPPING}.scaling_config": REMOVED},
            {
                MAPPING: "found no scaling_config.maximum_concurrency (Lambda reads until the"
                f" function is throttled, and every throttled receive counts), {WANTED}"
            },
        ),
        Row(
            "one more than reserved",
            {MOST: 6},
            {MAPPING: f"found scaling_config.maximum_concurrency = 6, {WANTED}"},
        ),
        Row(
            "fewer than AWS takes",
            {MOST: 1},
            {MAPPING: f"found scaling_config.maximum_concurrency = 1, {WANTED}"},
        ),
        Row("fewer than reserved", {MOST: 2}),
        Row(
            "nothing reserved",
            {RESERVED: REMOVED},
            {MAPPING: "undecided: aws_lambda_function.worker reserves nothing"},
        ),
        Row(
            "decided elsewhere",
            {MOST: "${var.most}"},
            {
                MAPPING: "undecided: scaling_config.maximum_concurrency:"
                " the expression ${var.most} is more than strings and references"
            },
        ),
        Row(
            "a function of another stack",
            {f"{MAPPING}.function_name": "other-dev"},
            {MAPPING: None},
        ),
        Row(
            "a stream",
            {f"{MAPPING}.event_source_arn": "${aws_dynamodb_table.table.stream_arn}"},
            {MAPPING: None},
        ),
    ),
)
