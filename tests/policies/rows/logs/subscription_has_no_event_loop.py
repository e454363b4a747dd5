"""What proves subscription_has_no_event_loop."""

from tests.policies.documents import REMOVED, Row, Rows

ERRORS, NEWS = "aws_cloudwatch_log_subscription_filter.errors", "aws_sns_topic_subscription.news"
NOTIFIER, WORKER = "aws_lambda_function.notifier", "aws_lambda_function.worker"
GROUP = "aws_cloudwatch_log_group.worker"
TOPIC = "${aws_sns_topic.operations.arn}"


def _function(name: str) -> dict[str, object]:
    return {"logging_config": {"log_group": f"${{aws_cloudwatch_log_group.{name}.name}}"}}


ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {
            "worker": {"name": "/aws/lambda/worker-dev"},
            "notifier": {"name": "/aws/lambda/notifier-dev"},
        },
        "aws_lambda_function": {
            "worker": _function("worker"),
            "notifier": {
                **_function("notifier"),
                "environment": {"variables": {"TOPIC_ARN": TOPIC}},
            },
        },
        "aws_sns_topic": {"operations": {}, "updates": {}},
        "aws_sqs_queue": {"later": {}},
        "aws_cloudwatch_log_subscription_filter": {
            "errors": {
                "log_group_name": "${aws_cloudwatch_log_group.worker.name}",
                "destination_arn": "${aws_lambda_function.notifier.arn}",
            }
        },
        "aws_sns_topic_subscription": {
            "news": {"topic_arn": TOPIC, "protocol": "email", "endpoint": "ops@example.org"}
        },
    },
    compliant=(ERRORS, NEWS),
    table=(
        Row(
            "its own errors",
            {f"{ERRORS}.log_group_name": "/aws/lambda/notifier-dev"},
            {
                ERRORS: f"found {NOTIFIER}, which leads back to aws_cloudwatch_log_group.notifier,"
                " wanted no event loop"
            },
        ),
        Row(
            "a topic that tells the function that is reported",
            {f"{NEWS}.protocol": "lambda", f"{NEWS}.endpoint": "${aws_lambda_function.worker.arn}"},
            {
                ERRORS: f"found {NOTIFIER}, which leads back to {GROUP}, wanted no event loop",
                NEWS: f"found {WORKER}, which leads back to aws_sns_topic.operations,"
                " wanted no event loop",
            },
        ),
        Row(
            "a queue of another stack",
            {
                f"{NEWS}.protocol": "sqs",
                f"{NEWS}.endpoint": "arn:aws:sqs:us-east-1:111122223333:research-dev",
            },
        ),
        Row(
            "a queue in between",
            {
                f"{NEWS}.protocol": "sqs",
                f"{NEWS}.endpoint": "${aws_sqs_queue.later.arn}",
                "aws_lambda_event_source_mapping.later": {
                    "event_source_arn": "${aws_sqs_queue.later.arn}",
                    "function_name": "${aws_lambda_function.notifier.arn}",
                },
            },
            {
                NEWS: "found aws_sqs_queue.later, which leads back to aws_sns_topic.operations,"
                " wanted no event loop"
            },
        ),
        Row(
            "a queue that nobody reads",
            {f"{NEWS}.protocol": "sqs", f"{NEWS}.endpoint": "${aws_sqs_queue.later.arn}"},
        ),
        Row(
            "a mailbox without an address",
            {f"{NEWS}.endpoint": "operations"},
            {NEWS: 'found endpoint "operations", wanted a resource of this stack'},
        ),
        Row(
            "a function by its literal arn",
            {f"{ERRORS}.destination_arn": "arn:aws:lambda:us-east-1:123456789012:function:x"},
            {
                ERRORS: 'found destination_arn "arn:aws:lambda:us-east-1:123456789012:function:x",'
                " wanted a resource of this stack"
            },
        ),
        Row(
            "no destination",
            {f"{ERRORS}.destination_arn": REMOVED},
            {ERRORS: "found destination_arn nothing, wanted a resource of this stack"},
        ),
        Row(
            "a group of another stack",
            {f"{ERRORS}.log_group_name": "${aws_cloudwatch_log_group.elsewhere.name}"},
            {
                ERRORS: "undecided: log_group_name:"
                " aws_cloudwatch_log_group.elsewhere.name refers outside the stack"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
