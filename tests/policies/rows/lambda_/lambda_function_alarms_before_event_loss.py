"""What proves lambda_function_alarms_before_event_loss."""

from tests.policies.alarms import ALARMS, alarm, missing
from tests.policies.documents import REMOVED, Row, Rows

DOOR, READER = "aws_lambda_function.door", "aws_lambda_function.reader"
AGE, LETTERS, RECORDS, BEHIND = (
    f"{ALARMS}.{name}" for name in ("age", "letters", "records", "behind")
)
SETTINGS = "aws_lambda_function_event_invoke_config.door"
LAMBDA = "AWS/Lambda"
BY_NAME, BY_READER = {"FunctionName": "door-dev"}, {"FunctionName": "reader-dev"}
NO_AGE = missing(f"{LAMBDA} AsyncEventAge", "door-dev", "a threshold of 1 to 3599999", "Maximum")
NO_RECORDS = missing(f"{LAMBDA} DestinationDeliveryFailures", "door-dev")
NOT_BEHIND = missing(
    f"{LAMBDA} IteratorAge", "reader-dev", "a threshold of 1 to 86399999", "Maximum"
)

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "door": {
                "function_name": "door-dev",
                "dead_letter_config": {"target_arn": "${aws_sqs_queue.dead.arn}"},
            },
            "reader": {"function_name": "reader-dev"},
            "plain": {"function_name": "plain-dev"},
        },
        "aws_lambda_function_event_invoke_config": {
            "door": {
                "function_name": "${aws_lambda_function.door.function_name}",
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
            "letters": alarm(LAMBDA, "DeadLetterErrors", BY_NAME),
            "records": alarm(LAMBDA, "DestinationDeliveryFailures", BY_NAME),
            "behind": alarm(LAMBDA, "IteratorAge", BY_READER, "Maximum", 300_000),
        },
    },
    compliant=(DOOR, READER),
    table=(
        Row("events may wait until they expire", {AGE: REMOVED}, {DOOR: NO_AGE}),
        Row("an age that no event reaches", {f"{AGE}.threshold": 3_600_000}, {DOOR: NO_AGE}),
        Row(
            "events that expire earlier",
            {f"{SETTINGS}.maximum_event_age_in_seconds": 900},
            {DOOR: NO_AGE.replace("3599999", "899999")},
        ),
        Row(
            "dead letters may be lost",
            {LETTERS: REMOVED},
            {DOOR: missing(f"{LAMBDA} DeadLetterErrors", "door-dev")},
        ),
        Row("records may be lost", {RECORDS: REMOVED}, {DOOR: NO_RECORDS}),
        Row("a stream may run away", {BEHIND: REMOVED}, {READER: NOT_BEHIND}),
        Row("a stream may forget first", {f"{BEHIND}.threshold": 86_400_000}, {READER: NOT_BEHIND}),
        Row(
            "a mapping that gives batches up",
            {
                "aws_lambda_event_source_mapping.stream.destination_config": {
                    "on_failure": {"destination_arn": "${aws_sqs_queue.dead.arn}"}
                }
            },
            {READER: NO_RECORDS.replace("door-dev", "reader-dev")},
        ),
        Row(
            "settings of no function of the stack, with which another policy finds fault",
            {f"{SETTINGS}.function_name": "door-dev", AGE: REMOVED},
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
            {SETTINGS: REMOVED, f"{DOOR}.dead_letter_config": REMOVED},
            {DOOR: None},
        ),
    ),
)
