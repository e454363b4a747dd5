"""What proves sqs_dead_letter_queue_retains_longer_than_its_source."""

from tests.policies.documents import REMOVED, Row, Rows

SOURCE, DEAD = "aws_sqs_queue.messages", "aws_sqs_queue.dead"
KEPT, OUTLIVES = f"{SOURCE}.message_retention_seconds", f"{DEAD}.message_retention_seconds"
REDRIVE = '{"deadLetterTargetArn": "${aws_sqs_queue.dead.arn}", "maxReceiveCount": 5}'
DEFAULT = "(SQS keeps messages for four days today, but may change that default)"

ROWS = Rows(
    resources={
        "aws_sqs_queue": {
            "messages": {"redrive_policy": REDRIVE, "message_retention_seconds": 1_209_600},
            "dead": {"message_retention_seconds": 1_209_600},
        }
    },
    compliant=(DEAD,),
    table=(
        Row(
            "a second shorter than its source",
            {OUTLIVES: 1_209_599},
            {DEAD: "found message_retention_seconds = 1209599, wanted 1209600"},
        ),
        Row(
            "longer than AWS keeps anything",
            {OUTLIVES: 1_209_601},
            {DEAD: "found message_retention_seconds = 1209601, wanted 1209600"},
        ),
        Row(
            "absent",
            {OUTLIVES: REMOVED},
            {DEAD: f"found no message_retention_seconds {DEFAULT}, wanted 1209600"},
        ),
        Row("a source that keeps less", {KEPT: 345_600}),
        Row(
            "a source that forgets over a weekend",
            {KEPT: 86_400},
            {DEAD: f"found {KEPT} = 86400, wanted 345600 to 1209600"},
        ),
        Row(
            "less than a source that keeps less",
            {KEPT: 345_600, OUTLIVES: 345_599},
            {DEAD: "found message_retention_seconds = 345599, wanted 345600 to 1209600"},
        ),
        Row(
            "a second source, which keeps more",
            {
                KEPT: 345_600,
                OUTLIVES: 345_600,
                "aws_sqs_queue.other": {
                    "redrive_policy": REDRIVE,
                    "message_retention_seconds": 345_601,
                },
            },
            {DEAD: "found message_retention_seconds = 345600, wanted 345601 to 1209600"},
        ),
        Row(
            "a source that does not say",
            {KEPT: REMOVED},
            {
                DEAD: f"found no {SOURCE}.message_retention_seconds {DEFAULT},"
                " wanted 345600 to 1209600"
            },
        ),
        Row(
            "a source of which somebody else decides",
            {KEPT: "${var.seconds}"},
            {
                DEAD: f"undecided: {SOURCE}.message_retention_seconds:"
                " the expression ${var.seconds} is more than strings and references"
            },
        ),
        Row("nothing redrives into it", {f"{SOURCE}.redrive_policy": REMOVED}, {DEAD: None}),
    ),
)
