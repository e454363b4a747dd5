"""What proves cloudwatch_alarm_can_fire."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows

ALARM = "aws_cloudwatch_metric_alarm.alarm"
WORKER, QUEUE = "aws_lambda_function.worker", "aws_sqs_queue.queue"
MAPPING = "aws_lambda_event_source_mapping.stream"


def _alarm(metric: str, threshold: object, statistic: str = "Maximum") -> dict[str, Any]:
    return {
        "dimensions": {"FunctionName": "${aws_lambda_function.worker.function_name}"},
        "metric_name": metric,
        "namespace": "AWS/Lambda",
        "statistic": statistic,
        "threshold": threshold,
    }


def _row(name: str, alarm: dict[str, Any], answer: str | None = None) -> Row:
    return Row(name, {ALARM: alarm}, {} if answer is None else {ALARM: answer})


def _queue(threshold: int) -> dict[str, Any]:
    return {
        "dimensions": {"QueueName": "${aws_sqs_queue.queue.name}"},
        "metric_name": "ApproximateAgeOfOldestMessage",
        "namespace": "AWS/SQS",
        "statistic": "Maximum",
        "threshold": threshold,
    }


def _share(threshold: int) -> dict[str, Any]:
    def metric(id_: str, name: str) -> dict[str, Any]:
        described = {**_alarm(name, 0), "stat": "Sum"}
        kept = {key: described[key] for key in ("dimensions", "metric_name", "namespace", "stat")}
        return {"id": id_, "metric": kept, "return_data": False}

    expression = "IF(whole > 0, 100 * part / whole, 0)"
    queries = [
        {"expression": expression, "id": "share", "return_data": True},
        metric("part", "Errors"),
        metric("whole", "Invocations"),
    ]
    return {"metric_query": queries, "threshold": threshold}


ROWS = Rows(
    resources={
        "aws_cloudwatch_metric_alarm": {"alarm": _alarm("Errors", 0, "Sum")},
        "aws_dynamodb_table": {"table": {}},
        "aws_sqs_queue": {"queue": {"message_retention_seconds": 345_600, "name": "q-dev"}},
        "aws_lambda_function": {
            "worker": {
                "function_name": "worker-dev",
                "reserved_concurrent_executions": 5,
                "timeout": 60,
            }
        },
        "aws_lambda_event_source_mapping": {
            "stream": {
                "event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                "function_name": "${aws_lambda_function.worker.arn}",
                "maximum_record_age_in_seconds": 3600,
            }
        },
        "aws_lambda_function_event_invoke_config": {
            "worker": {
                "function_name": "${aws_lambda_function.worker.function_name}",
                "maximum_event_age_in_seconds": 1800,
            }
        },
    },
    compliant=(ALARM,),
    table=(
        _row(
            "less than nothing",
            _alarm("Errors", -1, "Sum"),
            "found threshold = -1, wanted at least 0",
        ),
        _row(
            "a statistic that CloudWatch does not know",
            _alarm("Errors", 0, "Total"),
            "found the statistic Total, wanted one of CloudWatch's",
        ),
        _row("a percentile", _alarm("Duration", 30_000, "p99.9")),
        _row("many errors", _alarm("Errors", 1_000_000, "Sum")),
        _row("most of the timeout", _alarm("Duration", 59_999)),
        _row(
            "the timeout, at which Lambda ends the function",
            _alarm("Duration", 60_000),
            "found threshold = 60000, wanted at least 0 and below 60000",
        ),
        _row("the sum of all durations", _alarm("Duration", 60_000, "Sum")),
        _row(
            "more executions than are reserved",
            _alarm("ConcurrentExecutions", 5),
            "found threshold = 5, wanted at least 0 and below 5",
        ),
        _row(
            "an event that Lambda dropped before",
            _alarm("AsyncEventAge", 1_800_000),
            "found threshold = 1800000, wanted at least 0 and below 1800000",
        ),
        _row(
            "a record that was given up before",
            _alarm("IteratorAge", 3_600_000),
            "found threshold = 3600000, wanted at least 0 and below 3600000",
        ),
        Row(
            "a record that the stream forgot before",
            {
                ALARM: _alarm("IteratorAge", 86_400_000),
                f"{MAPPING}.maximum_record_age_in_seconds": -1,
            },
            {ALARM: "found threshold = 86400000, wanted at least 0 and below 86400000"},
        ),
        _row("a message that gets old", _queue(345_599)),
        _row(
            "a message that SQS deleted before",
            _queue(345_600),
            "found threshold = 345600, wanted at least 0 and below 345600",
        ),
        _row("one percent", _share(1)),
        _row("all", _share(100), "found threshold = 100, wanted at least 0 and below 100"),
        Row(
            "a limit that is decided elsewhere",
            {ALARM: _alarm("Duration", 59_999), f"{WORKER}.timeout": "${var.timeout}"},
        ),
        Row(
            "a threshold that is decided elsewhere",
            {f"{ALARM}.threshold": "${var.threshold}"},
            {ALARM: "undecided: the metric or threshold of the alarm is unknown"},
        ),
        Row("another kind of resource", {ALARM: REMOVED}, {ALARM: None}),
    ),
)
