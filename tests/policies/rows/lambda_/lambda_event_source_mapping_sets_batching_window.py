"""What proves lambda_event_source_mapping_sets_batching_window."""

from tests.policies.documents import REMOVED, Row, Rows

MAPPING = "aws_lambda_event_source_mapping.mapping"
SIZE, WINDOW = f"{MAPPING}.batch_size", f"{MAPPING}.maximum_batching_window_in_seconds"

ROWS = Rows(
    resources={
        "aws_lambda_event_source_mapping": {
            "mapping": {"batch_size": 25, "maximum_batching_window_in_seconds": 1}
        }
    },
    compliant=(MAPPING,),
    table=(
        Row(
            "no window",
            {WINDOW: REMOVED},
            {
                MAPPING: "found no maximum_batching_window_in_seconds (AWS does not wait and"
                " rejects a batch size above ten), wanted 1 to 300 for a batch of 25"
            },
        ),
        Row(
            "a window of nothing",
            {WINDOW: 0},
            {
                MAPPING: "found maximum_batching_window_in_seconds = 0,"
                " wanted 1 to 300 for a batch of 25"
            },
        ),
        Row(
            "one message too many",
            {SIZE: 11, WINDOW: 0},
            {
                MAPPING: "found maximum_batching_window_in_seconds = 0,"
                " wanted 1 to 300 for a batch of 11"
            },
        ),
        Row("ten messages need no window", {SIZE: 10, WINDOW: REMOVED}),
        Row("a size as text, which Terraform converts", {SIZE: "25"}),
        Row(
            "no size",
            {SIZE: REMOVED},
            {
                MAPPING: "found no batch_size (AWS uses 10 for a queue, 100 for a stream),"
                " wanted 1 to 10000"
            },
        ),
        Row(
            "a size decided elsewhere",
            {SIZE: "${var.size}"},
            {
                MAPPING: "undecided: batch_size: the expression ${var.size}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"batch_size": 25}}),
    ),
)
