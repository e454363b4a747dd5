"""What proves lambda_event_source_mapping_reports_partial_failures."""

from tests.policies.documents import REMOVED, Row, Rows

MAPPING = "aws_lambda_event_source_mapping.mapping"
TYPES = f"{MAPPING}.function_response_types"
WANTED = 'wanted ["ReportBatchItemFailures"]'

ROWS = Rows(
    resources={
        "aws_lambda_event_source_mapping": {
            "mapping": {"function_response_types": ["ReportBatchItemFailures"]}
        }
    },
    compliant=(MAPPING,),
    table=(
        Row(
            "nothing reported",
            {TYPES: REMOVED},
            {
                MAPPING: "found no function_response_types (Lambda ignores reported failures and"
                f" deletes the whole batch), {WANTED}"
            },
        ),
        Row(
            "an empty list",
            {TYPES: []},
            {
                MAPPING: "found no function_response_types (Lambda ignores reported failures and"
                f" deletes the whole batch), {WANTED}"
            },
        ),
        Row(
            "a near miss",
            {TYPES: ["ReportBatchItemFailure"]},
            {MAPPING: f'found function_response_types = ["ReportBatchItemFailure"], {WANTED}'},
        ),
        Row(
            "a text, which is no list",
            {TYPES: "ReportBatchItemFailures"},
            {MAPPING: f'found function_response_types = "ReportBatchItemFailures", {WANTED}'},
        ),
        Row(
            "decided elsewhere",
            {TYPES: ["${var.type}"]},
            {
                MAPPING: "undecided: function_response_types: the expression ${var.type}"
                " is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"function_response_types": []}}),
    ),
)
