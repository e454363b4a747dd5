"""What proves dynamodb_table_streams_both_images."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
ENABLED, VIEW = f"{TABLE}.stream_enabled", f"{TABLE}.stream_view_type"
MAPPING = "aws_lambda_event_source_mapping.stream"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {
            "prices": {"stream_enabled": True, "stream_view_type": "NEW_AND_OLD_IMAGES"}
        },
        "aws_lambda_event_source_mapping": {
            "stream": {"event_source_arn": "${aws_dynamodb_table.prices.stream_arn}"}
        },
    },
    compliant=(TABLE,),
    table=(
        Row(
            "no stream, though a function reads it",
            {ENABLED: REMOVED},
            {TABLE: "found no stream_enabled (the table has no stream), wanted true"},
        ),
        Row(
            "switched off",
            {ENABLED: False},
            {TABLE: "found stream_enabled = false, wanted true"},
        ),
        Row(
            "keys only",
            {VIEW: "KEYS_ONLY"},
            {TABLE: 'found stream_view_type = "KEYS_ONLY", wanted "NEW_AND_OLD_IMAGES"'},
        ),
        Row(
            "no view",
            {VIEW: REMOVED},
            {
                TABLE: "found no stream_view_type (AWS rejects a stream without a view type),"
                ' wanted "NEW_AND_OLD_IMAGES"'
            },
        ),
        Row(
            "a view decided elsewhere",
            {VIEW: "${var.view}"},
            {
                TABLE: "undecided: stream_view_type:"
                " the expression ${var.view} is more than strings and references"
            },
        ),
        Row(
            "a stream that nobody reads must be complete, too",
            {MAPPING: REMOVED, VIEW: "NEW_IMAGE"},
            {TABLE: 'found stream_view_type = "NEW_IMAGE", wanted "NEW_AND_OLD_IMAGES"'},
        ),
        Row(
            "nobody reads, and the living table says that it has none",
            {MAPPING: REMOVED, ENABLED: False},
            {TABLE: None},
        ),
        Row(
            "nobody reads, and there is no stream",
            {MAPPING: REMOVED, ENABLED: REMOVED},
            {TABLE: None},
        ),
    ),
)
