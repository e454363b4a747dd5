"""Each alarm watches a metric that AWS really makes, for a resource that the stack really has."""

import json
from typing import Any

import pytest

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]

WORKERS = ("webhook-processor", "price-enricher", "error-notifier")
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html,
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/
# sqs-available-cloudwatch-metrics.html and
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
WATCHED = {
    **{
        f"{name}-{end}-pr-7": ("AWS/Lambda", metric, "Sum", 0, {"FunctionName": f"{name}-pr-7"})
        for name in WORKERS
        for end, metric in (("errors", "Errors"), ("throttles", "Throttles"))
    },
    **{
        f"{name}-dlq-not-empty-pr-7": (
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            "Maximum",
            0,
            {"QueueName": f"{name}-dlq-pr-7"},
        )
        for name in WORKERS
    },
    **{
        f"{name}-error-lines-pr-7": (
            "MarketPipelines",
            f"{name}-error-lines-pr-7",
            "Sum",
            0,
            {},
        )
        for name in WORKERS
    },
    "price-enricher-iterator-age-pr-7": (
        "AWS/Lambda",
        "IteratorAge",
        "Maximum",
        300_000,
        {"FunctionName": "price-enricher-pr-7"},
    ),
    "price-webhooks-5xx-pr-7": (
        "AWS/ApiGateway",
        "5XXError",
        "Sum",
        0,
        {"ApiName": "price-webhooks-pr-7", "Stage": "v1"},
    ),
}


@pytest.fixture(scope="session")
def alarms(resources: Resources) -> dict[str, Document]:
    return {each["alarm_name"]: each for each in resources["aws_cloudwatch_metric_alarm"].values()}


@pytest.mark.parametrize("name", WATCHED)
def test_an_alarm_watches_what_its_name_says(alarms: dict[str, Document], name: str) -> None:
    alarm = alarms[name]
    keys = ("namespace", "metric_name", "statistic", "threshold")

    assert (*(alarm[key] for key in keys), alarm.get("dimensions", {})) == WATCHED[name]
    assert alarm["comparison_operator"] == "GreaterThanThreshold"


def test_no_alarm_is_without_its_row(alarms: dict[str, Document]) -> None:
    assert set(alarms) == set(WATCHED)


def test_a_quiet_pipeline_is_no_alarm_and_every_end_is_told(alarms: dict[str, Document]) -> None:
    """Lambda and SQS send no data points when nothing happens."""
    for alarm in alarms.values():
        assert alarm["treat_missing_data"] == "notBreaching"
        assert alarm["ok_actions"] == alarm["alarm_actions"]
        assert alarm["alarm_description"]


def test_error_lines_are_those_of_either_level(resources: Resources) -> None:
    pattern = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'
    filters = {each["pattern"] for each in resources["aws_cloudwatch_log_metric_filter"].values()}
    sent = {
        each["filter_pattern"]
        for each in resources["aws_cloudwatch_log_subscription_filter"].values()
    }

    assert filters == sent == {pattern}


@pytest.mark.parametrize("name", ["price-enricher", "webhook-processor"])
def test_a_subscription_waits_for_its_permission(resources: Resources, name: str) -> None:
    """CloudWatch Logs invokes the function once, to test it, when the filter is put."""
    each = resources["aws_cloudwatch_log_subscription_filter"][f"{name}-subscription-filter"]

    assert each["depends_on"] == [f"aws_lambda_permission.{name}-subscription-permission"]
    assert each["destination_arn"] == "${aws_lambda_function.error-notifier-function.arn}"


def test_the_dashboard_shows_every_alarm_and_every_function(resources: Resources) -> None:
    body = json.loads(
        resources["aws_cloudwatch_dashboard"]["crypto-price-processing-dashboard"]["dashboard_body"]
    )
    (shown,) = [each["properties"] for each in body["widgets"] if each["type"] == "alarm"]

    assert set(shown["alarms"]) == {
        f"${{aws_cloudwatch_metric_alarm.{address}.arn}}"
        for address in resources["aws_cloudwatch_metric_alarm"]
    }
    for name in WORKERS:
        assert f'"{name}-pr-7"' in json.dumps(body)
        assert f'"{name}-dlq-pr-7"' in json.dumps(body)


def test_no_two_widgets_lie_on_each_other(resources: Resources) -> None:
    body = json.loads(
        resources["aws_cloudwatch_dashboard"]["crypto-price-processing-dashboard"]["dashboard_body"]
    )
    cells = [
        (x, y)
        for each in body["widgets"]
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]

    assert len(set(cells)) == len(cells)
    assert all(0 <= x < 24 for x, _ in cells)
