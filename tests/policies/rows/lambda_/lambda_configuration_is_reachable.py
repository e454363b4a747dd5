"""What proves lambda_configuration_is_reachable."""

from tests.policies.documents import Row, Rows

WORKER, NOTIFIER = "aws_lambda_function.worker", "aws_lambda_function.notifier"
STREAM, QUEUE = "aws_lambda_event_source_mapping.stream", "aws_lambda_event_source_mapping.queue"
CONFIG = "aws_lambda_function_event_invoke_config.notifier"
PERMISSION = "aws_lambda_permission.logs"
CALLER = "wanted a service that invokes the function asynchronously"
DEAD = {"target_arn": "${aws_sqs_queue.dead.arn}"}


def _idle(attribute: str, value: object) -> Row:
    return Row(
        f"{attribute} of a queue",
        {f"{QUEUE}.{attribute}": value},
        {QUEUE: f"found {attribute} for aws_sqs_queue.source, wanted no {attribute}"},
    )


ROWS = Rows(
    resources={
        "aws_sqs_queue": {"dead": {}, "source": {}},
        "aws_dynamodb_table": {"table": {}},
        "aws_lambda_function": {"worker": {}, "notifier": {"dead_letter_config": DEAD}},
        "aws_lambda_function_event_invoke_config": {
            "notifier": {"function_name": "${aws_lambda_function.notifier.function_name}"}
        },
        "aws_lambda_permission": {
            "logs": {
                "function_name": "${aws_lambda_function.notifier.function_name}",
                "principal": "logs.amazonaws.com",
            }
        },
        "aws_lambda_event_source_mapping": {
            "stream": {
                "event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                "destination_config": {"on_failure": {"destination_arn": DEAD["target_arn"]}},
                "maximum_retry_attempts": 5,
                "starting_position": "TRIM_HORIZON",
            },
            "queue": {
                "event_source_arn": "${aws_sqs_queue.source.arn}",
                "scaling_config": {"maximum_concurrency": 5},
            },
        },
    },
    compliant=(WORKER, NOTIFIER, CONFIG, STREAM, QUEUE),
    table=(
        Row(
            "a dead letter queue of a function that is not invoked asynchronously",
            {f"{WORKER}.dead_letter_config": DEAD},
            {WORKER: f"found dead_letter_config, {CALLER}"},
        ),
        Row(
            "settings of a function that is not invoked asynchronously",
            {f"{CONFIG}.function_name": "${aws_lambda_function.worker.arn}"},
            {CONFIG: f"found an aws_lambda_function_event_invoke_config, {CALLER}"},
        ),
        Row(
            "settings of an alias that nobody invokes",
            {f"{CONFIG}.qualifier": "live"},
            {CONFIG: "found a qualifier, wanted none: services invoke the unqualified function"},
        ),
        Row(
            "a caller that waits for its answer",
            {f"{PERMISSION}.principal": "elasticloadbalancing.amazonaws.com"},
            {
                NOTIFIER: f"found dead_letter_config, {CALLER}",
                CONFIG: f"found an aws_lambda_function_event_invoke_config, {CALLER}",
            },
        ),
        _idle("destination_config", {"on_failure": {"destination_arn": DEAD["target_arn"]}}),
        _idle("bisect_batch_on_function_error", True),
        _idle("maximum_record_age_in_seconds", 3600),
        _idle("maximum_retry_attempts", 5),
        _idle("parallelization_factor", 1),
        _idle("starting_position", "LATEST"),
        _idle("starting_position_timestamp", "2026-01-01T00:00:00Z"),
        _idle("tumbling_window_in_seconds", 30),
        Row(
            "concurrency of a stream",
            {f"{STREAM}.scaling_config": {"maximum_concurrency": 5}},
            {STREAM: "found scaling_config for aws_dynamodb_table.table, wanted no scaling_config"},
        ),
        Row(
            "a caller decided elsewhere",
            {f"{PERMISSION}.principal": "${var.service}"},
            {
                NOTIFIER: "undecided: the caller of the function is unknown: an unknown value"
                " (the expression ${var.service} is more than strings and references)",
                CONFIG: "undecided: the caller of the function is unknown: an unknown value"
                " (the expression ${var.service} is more than strings and references)",
            },
        ),
        Row(
            "a source of another stack",
            {f"{QUEUE}.event_source_arn": "arn:aws:sqs:us-east-1:123456789012:other-dev"},
            {QUEUE: None},
        ),
    ),
)
