"""What proves lambda_stream_mapping_limits_retries."""

from tests.policies.documents import REMOVED, Row, Rows

MAPPING = "aws_lambda_event_source_mapping.stream"
NOTHING = "(Lambda retries a bad record until it expires and blocks its shard for a day)"


def _wrong(attribute: str, value: object, shown: str, wanted: str) -> Row:
    return Row(
        f"{attribute} {shown}",
        {f"{MAPPING}.{attribute}": value},
        {MAPPING: f"found {attribute} = {shown}, wanted {wanted}"},
    )


def _absent(attribute: str, wanted: str, meaning: str = NOTHING) -> Row:
    return Row(
        f"no {attribute}",
        {f"{MAPPING}.{attribute}": REMOVED},
        {MAPPING: f"found no {attribute} {meaning}, wanted {wanted}"},
    )


ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"table": {}},
        "aws_sqs_queue": {"queue": {}},
        "aws_lambda_event_source_mapping": {
            "stream": {
                "bisect_batch_on_function_error": True,
                "event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                "maximum_record_age_in_seconds": 3600,
                "maximum_retry_attempts": 5,
                "parallelization_factor": 1,
                "starting_position": "TRIM_HORIZON",
            }
        },
    },
    compliant=(MAPPING,),
    table=(
        _absent("maximum_retry_attempts", "0 to 10000"),
        _wrong("maximum_retry_attempts", -1, "-1", "0 to 10000"),
        _absent("maximum_record_age_in_seconds", "60 to 86400"),
        _wrong("maximum_record_age_in_seconds", -1, "-1", "60 to 86400"),
        _wrong("maximum_record_age_in_seconds", 86_401, "86401", "60 to 86400"),
        _absent("parallelization_factor", "1"),
        _wrong("parallelization_factor", 2, "2", "1"),
        _absent("bisect_batch_on_function_error", "true"),
        _wrong("bisect_batch_on_function_error", False, "false", "true"),
        _absent("starting_position", '"TRIM_HORIZON"', "(AWS rejects the mapping)"),
        _wrong("starting_position", "LATEST", '"LATEST"', '"TRIM_HORIZON"'),
        Row("no retry at all", {f"{MAPPING}.maximum_retry_attempts": 0}),
        Row(
            "decided elsewhere",
            {f"{MAPPING}.maximum_retry_attempts": "${var.retries}"},
            {
                MAPPING: "undecided: maximum_retry_attempts:"
                " the expression ${var.retries} is more than strings and references"
            },
        ),
        Row(
            "a queue",
            {f"{MAPPING}.event_source_arn": "${aws_sqs_queue.queue.arn}"},
            {MAPPING: None},
        ),
    ),
)
