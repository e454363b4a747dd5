"""A dashboard has AWS's form, shows every alarm, and what the live view shows."""

import json
import re
from typing import Any

import jsonschema
import pytest

from policies.aws.metrics import MADE, OWN
from tests.pipelines import CRYPTO, MARKET

Document = dict[str, Any]
FUNCTIONS = ("webhook-processor", "price-enricher", "error-notifier")
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
# CloudWatch-Dashboard-Body-Structure.html, read 2026-11-26.
PLACE = {
    "x": {"type": "integer", "minimum": 0, "maximum": 23},
    "y": {"type": "integer", "minimum": 0},
    "width": {"type": "integer", "minimum": 1, "maximum": 24},
    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
}
TEXT = {"type": "string"}
ROW = {"type": "array", "minItems": 1, "items": {"type": ["string", "object"]}}


def _widget(kind: str, required: list[str], **properties: Document) -> Document:
    return {
        "properties": {
            "type": {"const": kind},
            **PLACE,
            "properties": {
                "type": "object",
                "required": required,
                "properties": properties,
                "additionalProperties": False,
            },
        },
        "required": ["type", "properties"],
        "additionalProperties": False,
    }


METRIC = _widget(
    "metric",
    ["metrics", "region"],
    title=TEXT,
    region=TEXT,
    metrics={"type": "array", "minItems": 1, "maxItems": 500, "items": ROW},
    stat={"pattern": "^(SampleCount|Average|Sum|Minimum|Maximum|p[0-9.]+)$"},
    period={"type": "integer", "multipleOf": 60},
    view={"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
)
ALARM = _widget("alarm", ["alarms"], title=TEXT, alarms={"type": "array", "maxItems": 100})
SCHEMA = {
    "type": "object",
    "required": ["widgets"],
    "properties": {"widgets": {"maxItems": 500, "items": {"oneOf": [METRIC, ALARM]}}},
    "additionalProperties": False,
}


@pytest.fixture(params=[CRYPTO, MARKET])
def document(request: pytest.FixtureRequest, stack: Document, market: Document) -> Document:
    found: Document = {CRYPTO: stack, MARKET: market}[request.param]["resource"]
    return found


@pytest.fixture
def body(document: Document) -> Document:
    [dashboard] = document["aws_cloudwatch_dashboard"].values()
    read: Document = json.loads(dashboard["dashboard_body"])
    return read


def _rows(body: Document) -> list[list[Any]]:
    shown = (each["properties"].get("metrics", []) for each in body["widgets"])
    return [row for rows in shown for row in rows]


def test_it_has_the_form_that_aws_documents(body: Document) -> None:
    jsonschema.validate(body, SCHEMA)


def test_every_metric_is_one_that_something_emits(body: Document) -> None:
    """The policy of dashboards compares their dimensions with the resources of the stack."""
    for row in _rows(body):
        if isinstance(row[0], dict):
            [name] = re.findall(r'MetricName="(\w+)"', row[0]["expression"])
            assert name in OWN["own"]
        else:
            assert row[1] in MADE[row[0]]


def test_it_shows_lag_deviation_rejections_by_reason_and_what_costs(stack: Document) -> None:
    [dashboard] = stack["resource"]["aws_cloudwatch_dashboard"].values()
    rows = _rows(json.loads(dashboard["dashboard_body"]))
    shown = {row[1] for row in rows if len(row) > 1}

    assert {"EnrichmentLag", "SuspectPrices", "Count", "IncomingBytes"} <= shown
    assert {"ConsumedWriteCapacityUnits", "ConsumedReadCapacityUnits", "Invocations"} <= shown
    assert "Exchange,Reason}" in json.dumps(rows)


def test_it_shows_every_alarm(document: Document, body: Document) -> None:
    (shown,) = [each["properties"] for each in body["widgets"] if each["type"] == "alarm"]

    assert set(shown["alarms"]) == {
        f"${{aws_cloudwatch_metric_alarm.{address}.arn}}"
        for address in document["aws_cloudwatch_metric_alarm"]
    }


def test_it_shows_every_function_and_its_queue(stack: Document) -> None:
    [dashboard] = stack["resource"]["aws_cloudwatch_dashboard"].values()

    for name in FUNCTIONS:
        assert f'"{name}-pr-7"' in dashboard["dashboard_body"]
        assert f'"{name}-dlq-pr-7"' in dashboard["dashboard_body"]


def test_no_two_widgets_overlap(body: Document) -> None:
    cells = [
        (x, y)
        for each in body["widgets"]
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]

    assert len(set(cells)) == len(cells)
    assert all(0 <= x < 24 for x, _ in cells)
