"""What proves sqs_lambda_dead_letter_queue_keeps_four_days."""

from tests.policies.documents import REMOVED, Row, Rows

QUEUE = "aws_sqs_queue.dead"
RETENTION = f"{QUEUE}.message_retention_seconds"
TARGET = "aws_lambda_function.worker.dead_letter_config"
FUNCTION = "aws_lambda_function.worker"
MAPPING = "aws_lambda_event_source_mapping.stream"
ASYNCHRONOUS = "aws_lambda_function_event_invoke_config.worker"
NOTHING = (
    "found no message_retention_seconds"
    " (SQS keeps messages for four days today, but may change that default), wanted 345600"
)


def _wrong(value: object, shown: str) -> Row:
    answer = f"found message_retention_seconds = {shown}, wanted 345600"
    return Row(shown, {RETENTION: value}, {QUEUE: answer})


ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {"dead_letter_config": {"target_arn": "${aws_sqs_queue.dead.arn}"}}
        },
        "aws_sqs_queue": {"dead": {"message_retention_seconds": 345_600}},
    },
    compliant=(QUEUE,),
    table=(
        Row("absent", {RETENTION: REMOVED}, {QUEUE: NOTHING}),
        Row("null", {RETENTION: None}, {QUEUE: NOTHING}),
        _wrong(345_599, "345599"),
        _wrong(345_601, "345601"),
        _wrong(1_209_600, "1209600"),
        Row("a number as text, which Terraform converts", {RETENTION: "345600"}),
        Row(
            "a reference within the stack",
            {
                "aws_sqs_queue.other": {"message_retention_seconds": 60},
                RETENTION: "${aws_sqs_queue.other.message_retention_seconds}",
            },
            {QUEUE: "found message_retention_seconds = 60, wanted 345600"},
        ),
        Row(
            "filled by an event source mapping",
            {
                TARGET: REMOVED,
                f"{MAPPING}.destination_config.on_failure.destination_arn": (
                    "${aws_sqs_queue.dead.arn}"
                ),
                RETENTION: 60,
            },
            {QUEUE: "found message_retention_seconds = 60, wanted 345600"},
        ),
        Row(
            "filled by asynchronous invocation",
            {
                TARGET: REMOVED,
                f"{ASYNCHRONOUS}.destination_config.on_failure.destination": (
                    "${aws_sqs_queue.dead.arn}"
                ),
                RETENTION: 60,
            },
            {QUEUE: "found message_retention_seconds = 60, wanted 345600"},
        ),
        Row("a queue that Lambda does not fill", {TARGET: REMOVED, RETENTION: 60}, {QUEUE: None}),
        Row(
            "failures go to a topic",
            {TARGET: {"target_arn": "${aws_sns_topic.failures.arn}"}, "aws_sns_topic.failures": {}},
            {QUEUE: None},
        ),
        Row(
            "a target that is not named",
            {TARGET: {"target_arn": None}},
            {
                QUEUE: None,
                FUNCTION: "found dead_letter_config without a target,"
                " wanted the arn of a queue or a topic",
            },
        ),
        Row(
            "another attribute than the arn",
            {TARGET: {"target_arn": "${aws_sqs_queue.dead.url}"}},
            {
                FUNCTION: "undecided: failures go to aws_sqs_queue.dead.url,"
                " which is no arn of this stack",
            },
        ),
        Row(
            "a queue named by a literal arn",
            {TARGET: {"target_arn": "arn:aws:sqs:us-east-1:123456789012:dead-dev"}},
            {
                QUEUE: None,
                FUNCTION: 'undecided: failures go to "arn:aws:sqs:us-east-1:123456789012:dead-dev",'
                " which is no arn of this stack",
            },
        ),
        Row(
            "a queue outside the stack",
            {TARGET: {"target_arn": "${aws_sqs_queue.elsewhere.arn}"}},
            {
                QUEUE: None,
                FUNCTION: "undecided: failures go to an unknown value (aws_sqs_queue.elsewhere.arn"
                " refers outside the stack), which is no arn of this stack",
            },
        ),
    ),
)
