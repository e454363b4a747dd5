"""What proves sqs_queue_alarms_on_backlog."""

from tests.policies.alarms import ALARMS, alarm, missing
from tests.policies.documents import REMOVED, Row, Rows

MESSAGES, DEAD, FAILED_QUEUE = (f"aws_sqs_queue.{name}" for name in ("messages", "dead", "failed"))
OLDEST, GIVEN_UP, FAILED = (f"{ALARMS}.{name}" for name in ("oldest", "given_up", "failed"))
SQS, VISIBLE = "AWS/SQS", "ApproximateNumberOfMessagesVisible"
AGE = "ApproximateAgeOfOldestMessage"
NO_AGE = missing(f"{SQS} {AGE}", "messages-dev", "a threshold of 1 to 3600", "Maximum")
NO_COUNT = missing(f"{SQS} {VISIBLE}", "dead-dev", statistic="Maximum")

ROWS = Rows(
    resources={
        "aws_sqs_queue": {
            "messages": {
                "name": "messages-dev",
                "redrive_policy": '{"deadLetterTargetArn": "${aws_sqs_queue.dead.arn}"}',
            },
            "dead": {"name": "dead-dev"},
            "failed": {"name": "failed-dev"},
        },
        "aws_lambda_function": {
            "worker": {"dead_letter_config": {"target_arn": "${aws_sqs_queue.failed.arn}"}}
        },
        "aws_lambda_event_source_mapping": {
            "queue": {"event_source_arn": "${aws_sqs_queue.messages.arn}"}
        },
        ALARMS: {
            "oldest": alarm(SQS, AGE, {"QueueName": "messages-dev"}, "Maximum", 300),
            "given_up": alarm(SQS, VISIBLE, {"QueueName": "dead-dev"}, "Maximum"),
            "failed": alarm(SQS, VISIBLE, {"QueueName": "failed-dev"}, "Maximum"),
        },
    },
    compliant=(MESSAGES, DEAD, FAILED_QUEUE),
    table=(
        Row("messages may wait unnoticed", {OLDEST: REMOVED}, {MESSAGES: NO_AGE}),
        Row("messages may wait for long", {f"{OLDEST}.threshold": 3601}, {MESSAGES: NO_AGE}),
        Row("messages may be given up unnoticed", {GIVEN_UP: REMOVED}, {DEAD: NO_COUNT}),
        Row("one message that may be given up", {f"{GIVEN_UP}.threshold": 1}, {DEAD: NO_COUNT}),
        Row(
            "a sum, which counts a message once a minute",
            {f"{GIVEN_UP}.statistic": "Sum"},
            {DEAD: NO_COUNT},
        ),
        Row(
            "dead letters unnoticed",
            {FAILED: REMOVED},
            {FAILED_QUEUE: NO_COUNT.replace("dead-dev", "failed-dev")},
        ),
        Row("a queue that nothing fills or reads", {"aws_sqs_queue.idle": {"name": "idle-dev"}}),
        Row(
            "a queue whose name is decided elsewhere",
            {f"{DEAD}.name": "${var.name}"},
            {
                DEAD: "undecided: name is an unknown value (the expression ${var.name} is more"
                " than strings and references)"
            },
        ),
        Row("another kind of resource", {"aws_sns_topic.plain": {}}),
    ),
)
