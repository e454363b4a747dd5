"""Each alarm uses a metric that AWS publishes, for a resource of the stack."""

from typing import Any

import pytest

from tests.pipelines import CRYPTO, MARKET

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]

FUNCTIONS = ("webhook-processor", "price-enricher", "error-notifier")
Row = tuple[str, str, str, float, Document]


def _of_lambda(name: str, metric: str, statistic: str = "Sum", threshold: float = 0) -> Row:
    return ("AWS/Lambda", metric, statistic, threshold, {"FunctionName": f"{name}-pr-7"})


def _of_queue(name: str, metric: str, threshold: float = 0) -> Row:
    return ("AWS/SQS", metric, "Maximum", threshold, {"QueueName": f"{name}-pr-7"})


def _of_table(name: str, metric: str) -> Row:
    return ("AWS/DynamoDB", metric, "Sum", 0, {"TableName": f"{name}-pr-7"})


def _of_function(name: str, timeout_ms: float) -> dict[str, Row]:
    lines = f"{name}-error-lines-pr-7"
    return {
        f"{name}-throttles-pr-7": _of_lambda(name, "Throttles"),
        f"{name}-duration-pr-7": _of_lambda(name, "Duration", "Maximum", 0.7 * timeout_ms),
        lines: ("MarketPipelines", lines, "Sum", 0, {}),
    }


def _of_asynchronous(name: str, half_age_ms: float) -> dict[str, Row]:
    return {
        f"{name}-event-age-pr-7": _of_lambda(name, "AsyncEventAge", "Maximum", half_age_ms),
        f"{name}-dead-letter-errors-pr-7": _of_lambda(name, "DeadLetterErrors"),
    }


OWN = {"Environment": "pr-7"}
API = {"ApiName": "price-webhooks-pr-7", "Stage": "v1"}
VISIBLE = "ApproximateNumberOfMessagesVisible"
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html,
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/
# sqs-available-cloudwatch-metrics.html,
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html and
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
THRESHOLDS: dict[str, dict[str, Row]] = {
    CRYPTO: {
        **{f"{name}-errors-pr-7": _of_lambda(name, "Errors") for name in FUNCTIONS},
        **{f"{name}-dlq-not-empty-pr-7": _of_queue(f"{name}-dlq", VISIBLE) for name in FUNCTIONS},
        **_of_function("webhook-processor", 60_000),
        **_of_function("price-enricher", 30_000),
        **_of_function("error-notifier", 10_000),
        **_of_asynchronous("webhook-processor", 1_800_000),
        **_of_asynchronous("error-notifier", 450_000),
        **{
            f"{name}-destination-failures-pr-7": _of_lambda(name, "DestinationDeliveryFailures")
            for name in ("webhook-processor", "price-enricher")
        },
        "price-enricher-iterator-age-pr-7": _of_lambda(
            "price-enricher", "IteratorAge", "Maximum", 300_000
        ),
        "crypto-prices-read-throttles-pr-7": _of_table("crypto-prices", "ReadThrottleEvents"),
        "crypto-prices-write-throttles-pr-7": _of_table("crypto-prices", "WriteThrottleEvents"),
        "price-webhooks-5xx-pr-7": ("AWS/ApiGateway", "5XXError", "Sum", 0, API),
        "price-webhooks-requests-pr-7": ("AWS/ApiGateway", "Count", "Sum", 10_000, API),
        "webhook-processor-too-many-ticks-pr-7": (
            "MarketPipelines",
            "TicksOverLimit",
            "Sum",
            0,
            OWN,
        ),
        "price-enricher-suspect-prices-pr-7": ("MarketPipelines", "SuspectPrices", "Sum", 0, OWN),
    },
    MARKET: {
        **_of_function("data-processor", 60_000),
        "market-data-dlq-not-empty-pr-7": _of_queue("market-data-dlq", VISIBLE),
        "market-data-queue-oldest-message-pr-7": _of_queue(
            "market-data-queue", "ApproximateAgeOfOldestMessage", 300
        ),
        "market-alerts-read-throttles-pr-7": _of_table("market-alerts", "ReadThrottleEvents"),
        "market-alerts-write-throttles-pr-7": _of_table("market-alerts", "WriteThrottleEvents"),
    },
}
# Name -> percent, part and whole.
RATIOS: dict[str, dict[str, tuple[float, Row, Row]]] = {
    CRYPTO: {
        "price-webhooks-4xx-pr-7": (
            5,
            ("AWS/ApiGateway", "4XXError", "Sum", 0, API),
            ("AWS/ApiGateway", "Count", "Sum", 0, API),
        ),
        **{
            f"webhook-processor-rejected-ticks-{exchange}-pr-7": (
                5,
                ("MarketPipelines", "TicksRejected", "Sum", 0, {**OWN, "Exchange": exchange}),
                ("MarketPipelines", "TicksReceived", "Sum", 0, {**OWN, "Exchange": exchange}),
            )
            for exchange in ("coinbase", "kraken")
        },
    },
    MARKET: {
        "data-processor-errors-pr-7": (
            1,
            _of_lambda("data-processor", "Errors"),
            _of_lambda("data-processor", "Invocations"),
        ),
        "data-processor-message-errors-pr-7": (
            1,
            ("MarketPipelines", "MessagesFailed", "Sum", 0, OWN),
            ("MarketPipelines", "MessagesReceived", "Sum", 0, OWN),
        ),
    },
}
# The others fire for one minute, and end after five good ones.
PERIODS: dict[str, tuple[int, int, int | None]] = {
    "price-webhooks-requests-pr-7": (300, 1, None),  # a sum of five minutes
    "error-notifier-throttles-pr-7": (60, 5, 3),  # no burst takes three minutes
}
TOPICS = {CRYPTO: "price-operations-topic", MARKET: "market-operations-topic"}


@pytest.fixture(scope="session", params=[CRYPTO, MARKET])
def stack_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def alarms(stack_name: str, stack: Document, market: Document) -> dict[str, Document]:
    document = {CRYPTO: stack, MARKET: market}[stack_name]
    made = document["resource"]["aws_cloudwatch_metric_alarm"].values()
    return {each["alarm_name"]: each for each in made}


def test_an_alarm_has_its_metric_and_threshold(
    alarms: dict[str, Document], stack_name: str
) -> None:
    keys = ("namespace", "metric_name", "statistic", "threshold")

    for name, row in THRESHOLDS[stack_name].items():
        alarm = alarms[name]
        assert (*(alarm[key] for key in keys), alarm.get("dimensions", {})) == row
        assert alarm["comparison_operator"] == "GreaterThanThreshold"
        assert _periods(alarm) == PERIODS.get(name, (60, 5, 1))


def _periods(alarm: Document) -> tuple[int, int, int | None]:
    """The seconds of a period, how many are evaluated, and how many of them must be above."""
    return (alarm["period"], alarm["evaluation_periods"], alarm.get("datapoints_to_alarm"))


def test_a_rate_alarm_is_a_metric_in_percent_of_another(
    alarms: dict[str, Document], stack_name: str
) -> None:
    for name, (percent, part, whole) in RATIOS[stack_name].items():
        alarm = alarms[name]
        queries = {query["id"]: query for query in alarm["metric_query"]}
        assert alarm["threshold"] == percent
        assert alarm["evaluation_periods"] == 1
        assert queries["percent"]["expression"] == "IF(whole > 0, 100 * part / whole, 0)"
        assert queries["percent"]["return_data"] is True
        assert _read(queries["part"]["metric"]) == part
        assert _read(queries["whole"]["metric"]) == whole


def _read(metric: Document) -> Row:
    assert metric["period"] == 300
    dimensions = metric.get("dimensions", {})
    return (metric["namespace"], metric["metric_name"], metric["stat"], 0, dimensions)


def test_the_table_lists_every_alarm(alarms: dict[str, Document], stack_name: str) -> None:
    assert set(alarms) == {*THRESHOLDS[stack_name], *RATIOS[stack_name]}


def test_every_alarm_notifies_its_stacks_operations_topic(
    alarms: dict[str, Document], stack_name: str
) -> None:
    for alarm in alarms.values():
        assert alarm["alarm_actions"] == [f"${{aws_sns_topic.{TOPICS[stack_name]}.arn}}"]


def test_missing_data_is_no_alarm_and_the_end_of_an_alarm_notifies(
    alarms: dict[str, Document],
) -> None:
    """Lambda and SQS publish no data points while nothing happens."""
    for alarm in alarms.values():
        assert alarm["treat_missing_data"] == "notBreaching"
        assert alarm["ok_actions"] == alarm["alarm_actions"]
        assert alarm["alarm_description"]


def test_error_lines_have_level_error_or_critical(resources: Resources) -> None:
    pattern = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'
    filters = {each["pattern"] for each in resources["aws_cloudwatch_log_metric_filter"].values()}
    sent = {
        each["filter_pattern"]
        for each in resources["aws_cloudwatch_log_subscription_filter"].values()
    }

    assert filters == sent == {pattern}


@pytest.mark.parametrize("name", ["price-enricher", "webhook-processor"])
def test_a_subscription_filter_depends_on_its_permission(resources: Resources, name: str) -> None:
    """CloudWatch Logs invokes the function when it creates the filter, as a test."""
    each = resources["aws_cloudwatch_log_subscription_filter"][f"{name}-subscription-filter"]

    assert each["depends_on"] == [f"aws_lambda_permission.{name}-subscription-permission"]
    assert each["destination_arn"] == "${aws_lambda_function.error-notifier-function.arn}"
