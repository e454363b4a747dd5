"""What proves lambda_function_alarms_before_event_loss."""

from tests.policies.alarms import ALARMS, alarm, missing
from tests.policies.documents import REMOVED, Row, Rows

API, READER = "aws_lambda_function.api", "aws_lambda_function.reader"
AGE, FAILED_QUEUE, RECORDS, BEHIND = (
    f"{ALARMS}.{name}" for name in ("age", "failed", "records", "behind")
)
SETTINGS = "aws_lambda_function_event_invoke_config.api"
LAMBDA = "AWS/Lambda"
BY_NAME, BY_READER = {"FunctionName": "api-dev"}, {"FunctionName": "reader-dev"}
NO_AGE = missing(f"{LAMBDA} AsyncEventAge", "api-dev", "a threshold of 1 to 3599999", "Maximum")
NO_RECORDS = missing(f"{LAMBDA} DestinationDeliveryFailures", "api-dev")
NOT_BEHIND = missing(
    f"{LAMBDA} IteratorAge", "reader-dev", "a threshold of 1 to 86399999", "Maximum"
)

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "api": {
                "function_name": "api-dev",
                "dead_letter_config": {"target_arn": "${aws_sqs_queue.dead.arn}"},
            },
            "reader": {"function_name": "reader-dev"},
            "plain": {"function_name": "plain-dev"},
        },
        "aws_lambda_function_event_invoke_config": {
            "api": {
                "function_name": "${aws_lambda_function.api.function_name}",
                "maximum_event_age_in_seconds": 3600,
                "destination_config": {"on_success": {"destination": "${aws_sns_topic.t.arn}"}},
            }
        },
        "aws_dynamodb_table": {"prices": {}},
        "aws_lambda_event_source_mapping": {
            "stream": {
                "event_source_arn": "${aws_dynamodb_table.prices.stream_arn}",
                "function_name": "${aws_lambda_function.reader.arn}",
            }
        },
        ALARMS: {
            "age": alarm(LAMBDA, "AsyncEventAge", BY_NAME, "Maximum", 1_800_000),
            "failed": alarm(LAMBDA, "DeadLetterErrors", BY_NAME),
            "records": alarm(LAMBDA, "DestinationDeliveryFailures", BY_NAME),
            "behind": alarm(LAMBDA, "IteratorAge", BY_READER, "Maximum", 300_000),
        },
    },
    compliant=(API, READER),
    table=(
        Row("events may wait until they expire", {AGE: REMOVED}, {API: NO_AGE}),
        Row("an age that no event reaches", {f"{AGE}.threshold": 3_600_000}, {API: NO_AGE}),
        Row(
            "events that expire earlier",
            {f"{SETTINGS}.maximum_event_age_in_seconds": 900},
            {API: NO_AGE.replace("3599999", "899999")},
        ),
        Row(
            "dead letters may be lost",
            {FAILED_QUEUE: REMOVED},
            {API: missing(f"{LAMBDA} DeadLetterErrors", "api-dev")},
        ),
        Row("records may be lost", {RECORDS: REMOVED}, {API: NO_RECORDS}),
        Row("a stream may run away", {BEHIND: REMOVED}, {READER: NOT_BEHIND}),
        Row("a stream may forget first", {f"{BEHIND}.threshold": 86_400_000}, {READER: NOT_BEHIND}),
        Row(
            "a mapping that gives batches up",
            {
                "aws_lambda_event_source_mapping.stream.destination_config": {
                    "on_failure": {"destination_arn": "${aws_sqs_queue.dead.arn}"}
                }
            },
            {READER: NO_RECORDS.replace("api-dev", "reader-dev")},
        ),
        Row(
            "settings of no function of the stack, with which another policy finds fault",
            {f"{SETTINGS}.function_name": "api-dev", AGE: REMOVED},
        ),
        Row(
            "a function whose name is decided elsewhere",
            {f"{READER}.function_name": "${var.name}"},
            {
                READER: "undecided: function_name is an unknown value (the expression ${var.name}"
                " is more than strings and references)"
            },
        ),
        Row(
            "nothing that can be lost",
            {SETTINGS: REMOVED, f"{API}.dead_letter_config": REMOVED},
            {API: None},
        ),
    ),
)
