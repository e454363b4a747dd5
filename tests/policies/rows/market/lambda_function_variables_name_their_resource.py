"""What proves lambda_function_variables_name_their_resource."""

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
STREAM = "aws_lambda_event_source_mapping.stream"
VARIABLES = f"{WORKER}.environment.variables"


def _misnamed(variable: str, reference: str, name: str, wanted: str) -> Row:
    address = reference.rpartition(".")[0]
    answer = f'found the name of {address}, which {variable} names, = "{name}", wanted {wanted}'
    change = {f"{VARIABLES}.{variable}": f"${{{reference}}}"}
    return Row(f"{variable} = {reference}", change, {WORKER: answer})


def _row(variable: str, reference: str, wanted: str) -> Row:
    address = reference.rpartition(".")[0]
    answer = f"found {variable} = {address}, wanted {wanted}"
    change = {f"{VARIABLES}.{variable}": f"${{{reference}}}"}
    return Row(f"{variable} = {reference}", change, {WORKER: answer})


ROWS = Rows(
    resources={
        "aws_cloudwatch_metric_alarm": {
            "errors": {"alarm_actions": ["${aws_sns_topic.operations.arn}"]}
        },
        "aws_dynamodb_table": {
            "alerts": {"name": "market-alerts-dev"},
            "prices": {"name": "crypto-prices-dev"},
        },
        "aws_sns_topic": {
            "alerts": {"name": "trading-alerts-dev"},
            "operations": {"name": "price-operations-dev"},
            "success": {"name": "price-updates-success-dev"},
        },
        "aws_sqs_queue": {"dead": {}, "other": {}},
        "aws_lambda_event_source_mapping": {
            "stream": {
                "destination_config": {
                    "on_failure": {"destination_arn": "${aws_sqs_queue.dead.arn}"}
                },
                "event_source_arn": "${aws_dynamodb_table.prices.stream_arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
            }
        },
        "aws_lambda_function": {
            "worker": {
                "environment": {
                    "variables": {
                        "ALERTS_TABLE": "${aws_dynamodb_table.alerts.name}",
                        "ALERTS_TOPIC_ARN": "${aws_sns_topic.alerts.arn}",
                        "DEAD_LETTER_QUEUE_URL": "${aws_sqs_queue.dead.url}",
                        "OPERATIONS_TOPIC_ARN": "${aws_sns_topic.operations.arn}",
                        "SUCCESS_TOPIC_ARN": "${aws_sns_topic.success.arn}",
                        "TABLE_NAME": "${aws_dynamodb_table.prices.name}",
                    }
                }
            }
        },
    },
    compliant=(WORKER,),
    table=(
        _misnamed(
            "SUCCESS_TOPIC_ARN",
            "aws_sns_topic.operations.arn",
            "price-operations-dev",
            "price-updates-success-*",
        ),
        _misnamed(
            "ALERTS_TOPIC_ARN",
            "aws_sns_topic.success.arn",
            "price-updates-success-dev",
            "trading-alerts-*",
        ),
        _misnamed(
            "ALERTS_TABLE",
            "aws_dynamodb_table.prices.name",
            "crypto-prices-dev",
            "market-alerts-*",
        ),
        _row("OPERATIONS_TOPIC_ARN", "aws_sns_topic.alerts.arn", "the topic of the alarms"),
        _row(
            "DEAD_LETTER_QUEUE_URL",
            "aws_sqs_queue.other.url",
            "the queue to which the function's failures go",
        ),
        _row(
            "TABLE_NAME",
            "aws_dynamodb_table.alerts.name",
            "the table whose stream the function reads",
        ),
        Row(
            "a table of a function that reads no stream",
            {
                f"{STREAM}.event_source_arn": "${aws_sqs_queue.other.arn}",
                f"{VARIABLES}.TABLE_NAME": "${aws_dynamodb_table.alerts.name}",
            },
        ),
        Row(
            "a topic whose name is decided elsewhere",
            {"aws_sns_topic.success.name": "${var.name}"},
            {
                WORKER: "undecided: the name of aws_sns_topic.success, which SUCCESS_TOPIC_ARN"
                " names,: the expression ${var.name} is more than strings and references"
            },
        ),
        Row("no variables", {VARIABLES: REMOVED}, {WORKER: None}),
    ),
)
