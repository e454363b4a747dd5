"""What proves lambda_function_keeps_failed_events."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER, ENRICHER = "aws_lambda_function.worker", "aws_lambda_function.enricher"
PERMISSION = "aws_lambda_permission.api"
TARGET = f"{WORKER}.dead_letter_config"
STREAM = "aws_lambda_event_source_mapping.stream"
CONFIG = "aws_lambda_function_event_invoke_config.worker"
QUEUE = "${aws_sqs_queue.dead.arn}"
WANTED = "wanted the arn of one queue of its own, or of a topic with a queue"
TOPIC = "${aws_sns_topic.failures.arn}"
NOWHERE = f"found failures of asynchronous invocation go to nowhere, {WANTED}"

ROWS = Rows(
    resources={
        "aws_sns_topic": {"failures": {}},
        "aws_sqs_queue": {"dead": {}, "source": {}, "stream": {}},
        "aws_dynamodb_table": {"table": {}},
        "aws_lambda_function": {
            "worker": {"dead_letter_config": {"target_arn": QUEUE}},
            "enricher": {},
        },
        "aws_lambda_permission": {
            "api": {
                "function_name": "${aws_lambda_function.worker.function_name}",
                "principal": "apigateway.amazonaws.com",
            }
        },
        "aws_lambda_event_source_mapping": {
            "stream": {
                "destination_config": {
                    "on_failure": {"destination_arn": "${aws_sqs_queue.stream.arn}"}
                },
                "event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                "function_name": "${aws_lambda_function.enricher.arn}",
            }
        },
    },
    compliant=(WORKER, ENRICHER),
    table=(
        Row("no place for failures", {TARGET: REMOVED}, {WORKER: NOWHERE}),
        Row(
            "a place of another stack",
            {TARGET: {"target_arn": "arn:aws:sqs:us-east-1:123456789012:dead-dev"}},
            {WORKER: NOWHERE},
        ),
        Row(
            "the address of a queue",
            {TARGET: {"target_arn": QUEUE[:-4] + "url}"}},
            {WORKER: NOWHERE},
        ),
        Row(
            "a place that takes nothing",
            {TARGET: {"target_arn": "${aws_dynamodb_table.table.arn}"}},
            {WORKER: NOWHERE},
        ),
        Row(
            "two places, which both would fire",
            {
                CONFIG: {
                    "destination_config": {
                        "on_failure": {"destination": "${aws_sqs_queue.source.arn}"}
                    },
                    "function_name": "${aws_lambda_function.worker.arn}",
                }
            },
            {
                WORKER: "found failures of asynchronous invocation go to aws_sqs_queue.dead.arn"
                f" and aws_sqs_queue.source.arn, {WANTED}"
            },
        ),
        Row(
            "a destination instead of a dead letter queue",
            {
                TARGET: REMOVED,
                CONFIG: {
                    "destination_config": {"on_failure": {"destination": QUEUE}},
                    "function_name": "${aws_lambda_function.worker.arn}",
                },
            },
        ),
        Row(
            "a stream whose failures are dropped",
            {f"{STREAM}.destination_config": REMOVED},
            {ENRICHER: f"found failures of {STREAM} go to nowhere, {WANTED}"},
        ),
        Row(
            "a dead letter queue that never fires instead",
            {
                f"{STREAM}.destination_config": REMOVED,
                f"{ENRICHER}.dead_letter_config": {"target_arn": "${aws_sqs_queue.stream.arn}"},
            },
            {ENRICHER: f"found failures of {STREAM} go to nowhere, {WANTED}"},
        ),
        Row(
            "a queue, which redrives by itself",
            {
                f"{STREAM}.event_source_arn": "${aws_sqs_queue.source.arn}",
                f"{STREAM}.destination_config": REMOVED,
            },
        ),
        Row(
            "the queue of another function",
            {TARGET: {"target_arn": "${aws_sqs_queue.stream.arn}"}},
            {
                WORKER: "found failures of asynchronous invocation go to aws_sqs_queue.stream, as"
                f" do those of another function, {WANTED}",
                ENRICHER: f"found failures of {STREAM} go to aws_sqs_queue.stream, as do those of"
                f" another function, {WANTED}",
            },
        ),
        Row(
            "a queue that a function reads",
            {
                TARGET: {"target_arn": "${aws_sqs_queue.source.arn}"},
                "aws_lambda_event_source_mapping.queue": {
                    "event_source_arn": "${aws_sqs_queue.source.arn}",
                    "function_name": "${aws_lambda_function.enricher.arn}",
                },
            },
            {
                WORKER: "found failures of asynchronous invocation go to aws_sqs_queue.source,"
                f" which is read as input, {WANTED}"
            },
        ),
        Row(
            "a topic without subscribers",
            {f"{STREAM}.destination_config": {"on_failure": {"destination_arn": TOPIC}}},
            {
                ENRICHER: f"found failures of {STREAM} go to aws_sns_topic.failures, which keeps"
                f" nothing, {WANTED}"
            },
        ),
        Row(
            "a topic with a queue",
            {
                f"{STREAM}.destination_config": {"on_failure": {"destination_arn": TOPIC}},
                "aws_sns_topic_subscription.s": {
                    "endpoint": "${aws_sqs_queue.stream.arn}",
                    "protocol": "sqs",
                    "topic_arn": TOPIC,
                },
            },
        ),
        Row(
            "nobody who invokes it",
            {PERMISSION: {}},
            {WORKER: "found no trigger, wanted a permission or a mapping"},
        ),
        Row("another kind of resource", {"aws_iam_role.role": {"dead_letter_config": {}}}),
        Row(
            "a place decided elsewhere",
            {TARGET: {"target_arn": "${var.queue}"}},
            {
                WORKER: "undecided: failures of asynchronous invocation go to an unknown value"
                " (the expression ${var.queue} is more than strings and references)"
            },
        ),
    ),
)
