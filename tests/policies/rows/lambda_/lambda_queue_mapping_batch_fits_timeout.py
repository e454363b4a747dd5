"""What proves lambda_queue_mapping_batch_fits_timeout."""

from tests.policies.documents import REMOVED, Row, Rows

MAPPING, WORKER = "aws_lambda_event_source_mapping.queue", "aws_lambda_function.worker"
WANTED = "wanted 0.1 s or more for each"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"table": {}},
        "aws_sqs_queue": {"source": {}},
        "aws_lambda_function": {"worker": {"timeout": 60}},
        "aws_lambda_event_source_mapping": {
            "queue": {
                "batch_size": 25,
                "event_source_arn": "${aws_sqs_queue.source.arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
            }
        },
    },
    compliant=(MAPPING,),
    table=(
        Row("a batch that is just done", {f"{MAPPING}.batch_size": 600}),
        Row(
            "a message too many",
            {f"{MAPPING}.batch_size": "601"},
            {MAPPING: f"found 60 s for 601 messages, {WANTED}"},
        ),
        Row(
            "a short timeout",
            {f"{WORKER}.timeout": 2},
            {MAPPING: f"found 2 s for 25 messages, {WANTED}"},
        ),
        Row("what AWS takes by default", {f"{MAPPING}.batch_size": REMOVED}),
        Row(
            "three seconds, as AWS takes by default",
            {f"{WORKER}.timeout": REMOVED, f"{MAPPING}.batch_size": 31},
            {MAPPING: f"found 3 s for 31 messages, {WANTED}"},
        ),
        Row(
            "a size that is decided elsewhere",
            {f"{MAPPING}.batch_size": "${var.size}"},
            {MAPPING: f"undecided: batch_size or timeout of {WORKER} is unknown"},
        ),
        Row(
            "a function of another stack",
            {f"{MAPPING}.function_name": "worker-dev"},
            {MAPPING: None},
        ),
        Row(
            "a stream, which keeps its place",
            {f"{MAPPING}.event_source_arn": "${aws_dynamodb_table.table.stream_arn}"},
            {MAPPING: None},
        ),
    ),
)
