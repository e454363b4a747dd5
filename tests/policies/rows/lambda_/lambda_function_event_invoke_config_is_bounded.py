"""What proves lambda_function_event_invoke_config_is_bounded."""

from tests.policies.documents import REMOVED, Row, Rows

CONFIG = "aws_lambda_function_event_invoke_config.worker"
RETRIES, AGE = f"{CONFIG}.maximum_retry_attempts", f"{CONFIG}.maximum_event_age_in_seconds"
SUCCESS = f"{CONFIG}.destination_config.on_success"
NAME = f"{CONFIG}.function_name"
NOTHING = "(AWS uses 2 retries and 6 hours today, but may change that default)"

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_sns_topic": {"successes": {}},
        "aws_lambda_function_event_invoke_config": {
            "worker": {
                "function_name": "${aws_lambda_function.worker.function_name}",
                "maximum_retry_attempts": 2,
                "maximum_event_age_in_seconds": 3600,
                "destination_config": {
                    "on_success": {"destination": "${aws_sns_topic.successes.arn}"}
                },
            }
        },
    },
    compliant=(CONFIG,),
    table=(
        Row(
            "no retries set",
            {RETRIES: REMOVED},
            {
                CONFIG: f"found no maximum_retry_attempts {NOTHING},"
                " wanted a whole number from 0 to 2"
            },
        ),
        Row(
            "three retries",
            {RETRIES: 3},
            {CONFIG: "found maximum_retry_attempts = 3, wanted a whole number from 0 to 2"},
        ),
        Row("no retry at all", {RETRIES: 0}),
        Row(
            "no age",
            {AGE: None},
            {
                CONFIG: f"found no maximum_event_age_in_seconds {NOTHING},"
                " wanted a whole number from 60 to 21600"
            },
        ),
        Row(
            "older than AWS keeps it",
            {AGE: 21_601},
            {
                CONFIG: "found maximum_event_age_in_seconds = 21601,"
                " wanted a whole number from 60 to 21600"
            },
        ),
        Row(
            "an age decided elsewhere",
            {AGE: "${var.age}"},
            {
                CONFIG: "undecided: maximum_event_age_in_seconds:"
                " the expression ${var.age} is more than strings and references"
            },
        ),
        Row("named by the arn of the function", {NAME: "${aws_lambda_function.worker.arn}"}),
        Row(
            "named by a text",
            {NAME: "worker-dev"},
            {CONFIG: 'found function_name = "worker-dev", wanted a function of this stack'},
        ),
        Row("no destination", {SUCCESS: REMOVED}),
        Row(
            "a destination that takes nothing",
            {f"{SUCCESS}.destination": "${aws_lambda_function.worker.arn}"},
            {
                CONFIG: "found success goes to aws_lambda_function.worker.arn,"
                " wanted the arn of a queue or a topic"
            },
        ),
        Row(
            "a destination of another stack",
            {f"{SUCCESS}.destination": "arn:aws:sns:us-east-1:123456789012:other-dev"},
            {
                CONFIG: 'undecided: success goes to "arn:aws:sns:us-east-1:123456789012:other-dev",'
                " which is no arn of this stack"
            },
        ),
        Row(
            "a success that goes nowhere",
            {SUCCESS: {"destination": None}},
            {CONFIG: "undecided: success goes to nothing, which is no arn of this stack"},
        ),
        Row("another kind of resource", {"aws_sqs_queue.queue": {"maximum_retry_attempts": 9}}),
    ),
)
