"""What proves lambda_queue_mapping_has_no_filter."""

from tests.policies.documents import Row, Rows

MAPPING = "aws_lambda_event_source_mapping.mapping"
CRITERIA = f"{MAPPING}.filter_criteria"
FILTER = {"filter": [{"pattern": '{"body":{"symbol":["BTC"]}}'}]}

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"table": {}},
        "aws_sqs_queue": {"queue": {}},
        "aws_lambda_event_source_mapping": {
            "mapping": {"event_source_arn": "${aws_sqs_queue.queue.arn}"}
        },
    },
    compliant=(MAPPING,),
    table=(
        Row(
            "a filter",
            {CRITERIA: FILTER},
            {MAPPING: "found filter_criteria, wanted no filter_criteria"},
        ),
        Row(
            "an empty filter",
            {CRITERIA: {}},
            {MAPPING: "found filter_criteria, wanted no filter_criteria"},
        ),
        Row(
            "decided elsewhere",
            {CRITERIA: "${var.filter}"},
            {
                MAPPING: "undecided: filter_criteria: the expression ${var.filter}"
                " is more than strings and references"
            },
        ),
        Row(
            "a filter of a stream, which loses nothing",
            {
                f"{MAPPING}.event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                CRITERIA: FILTER,
            },
            {MAPPING: None},
        ),
    ),
)
