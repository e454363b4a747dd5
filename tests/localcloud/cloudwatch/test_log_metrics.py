"""Log lines become metrics: embedded ones, and those of metric filters."""

import json
import math
import time
from typing import Any

import pytest

from localcloud.cloudwatch import embedded_metrics
from localcloud.cloudwatch import store as metrics
from localcloud.cloudwatch.embedded_metrics import Datum, InvalidDocument
from localcloud.cloudwatch.store import MetricId
from tests.localcloud.conftest import Client

# The example of CloudWatch_Embedded_Metric_Format_Specification.html.
DOCUMENT: dict[str, Any] = {
    "_aws": {
        "Timestamp": 1574109732004,
        "CloudWatchMetrics": [
            {
                "Namespace": "lambda-function-metrics",
                "Dimensions": [["functionVersion"], []],
                "Metrics": [{"Name": "time", "Unit": "Milliseconds"}],
            }
        ],
    },
    "functionVersion": "$LATEST",
    "time": [100, 150.5],
    "requestId": "989ffbf8-9ace-4817-a57c-e4dd734019ee",
}


DIRECTIVE: dict[str, Any] = DOCUMENT["_aws"]["CloudWatchMetrics"][0]
LIST_AS_UNIT = DIRECTIVE | {"Metrics": [{"Name": "time", "Unit": ["Count"]}]}


def test_a_document_has_a_datum_for_each_set_of_dimensions() -> None:
    at, values = 1574109732.004, (100.0, 150.5)
    namespace, unit = "lambda-function-metrics", "Milliseconds"
    assert embedded_metrics.read(json.dumps(DOCUMENT)) == [
        Datum(namespace, "time", {"functionVersion": "$LATEST"}, unit, values, at),
        Datum(namespace, "time", {}, unit, values, at),
    ]


@pytest.mark.parametrize(
    "line", ["", "text", "[1]", '{"a": 1}', '{"_aws": 1}', '"_aws"', '{"_aws": {"x": 1}}', "{_aws",
             json.dumps(DOCUMENT | {"time": math.nan}), json.dumps(DOCUMENT | {"time": -math.inf}),
             pytest.param('{"_aws": ' + "[" * 100_000, id="too deep")],
)  # fmt: skip
def test_other_lines_have_no_metrics(line: str) -> None:
    assert embedded_metrics.read(line) == []


@pytest.mark.parametrize(
    "change",
    [
        {"functionVersion": 7},
        {"functionVersion": None},
        {"time": "100"},
        {"time": [1] * 101},
        {"time": True},
        {"_aws": {"CloudWatchMetrics": [{}], "Timestamp": 1}},
        {"_aws": {"CloudWatchMetrics": [], "Timestamp": "now"}},
        {"time": 2.0**361},
        {"functionVersion": ""},
        *(
            {"_aws": {"Timestamp": 1, "CloudWatchMetrics": [DIRECTIVE | part]}}
            for part in (
                {"Namespace": ""},
                {"Namespace": 5},
                {"Namespace": ["a"]},
                {"Metrics": [{"Name": "time", "Unit": ["Count"]}]},
                {"Metrics": [{"Name": "time", "Unit": "Apples"}]},
                {"Metrics": [{"Name": 5}]},
                {"Metrics": [{"Name": "absent"}]},
                {"Dimensions": ["functionVersion"]},
                {"Dimensions": [["absent"]]},
            )
        ),
        pytest.param({"time": 10**400}, id="a value of 401 digits"),
        pytest.param({"_aws": DOCUMENT["_aws"] | {"Timestamp": 10**400}}, id="401 digits of time"),
    ],
)
def test_a_document_that_breaks_the_format_is_refused(change: Any) -> None:
    with pytest.raises(InvalidDocument):
        embedded_metrics.read(json.dumps(DOCUMENT | change))


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(DOCUMENT).replace("150.5", "1e400"),
        json.dumps(DOCUMENT).replace("1574109732004", "1e400"),
    ],
)
def test_a_number_beyond_a_float_is_refused(line: str) -> None:
    with pytest.raises(InvalidDocument):
        embedded_metrics.read(line)


def test_lines_of_a_group_are_measured(client: Client) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="/aws/lambda/worker")
    logs.create_log_stream(logGroupName="/aws/lambda/worker", logStreamName="s")
    _put_filter(logs, "errors", '{ $.level = "ERROR" }', metricValue="7", defaultValue=0)
    # The second replaces the first: nothing is counted twice.
    _put_filter(logs, "errors", '{ $.level = "ERROR" }', metricValue="1", defaultValue=0)
    _put_filter(logs, "large", "{ $.size > 9 }", metricValue="1")
    _put_filter(logs, "sizes", "{ $.size = * }", metricValue="$.size", dimensions={"k": "$.a.b"})
    now = time.time_ns() // 1_000_000
    ages = (0, -3 * 3_600_000, 15 * 86_400_000)
    lines = [
        # CloudWatch takes points from two weeks ago to two hours ahead.
        *(
            json.dumps(DOCUMENT | {"_aws": DOCUMENT["_aws"] | {"Timestamp": now - age}})
            for age in ages
        ),
        json.dumps(DOCUMENT | {"time": "no number"}),
        json.dumps(DOCUMENT | {"_aws": {"Timestamp": now, "CloudWatchMetrics": [LIST_AS_UNIT]}}),
        '{"level": "ERROR", "size": 3, "a": {"b": "x"}}',
        '{"level": "ERROR", "size": 4}',
        '{"level": "INFO"}',
        '{"level": "INFO"}',
        "[" * 100_000,
        json.dumps({"level": "INFO", "size": 10**400, "a": {"b": "x"}}),
        '{"level": "INFO", "size": NaN, "a": {"b": "x"}}',
    ]
    for batch in (lines[:8], lines[8:]):
        logs.put_log_events(
            logGroupName="/aws/lambda/worker",
            logStreamName="s",
            logEvents=[{"timestamp": now, "message": line} for line in batch],
        )
    assert _all("T", "errors") == (3.0, 2.0)  # two errors, and the default of the second batch
    assert _all("T", "sizes", k="x") == (1.0, 3.0)
    assert _all("lambda-function-metrics", "time") == (2.0, 250.5)
    assert _all("AWS/Logs", "EMFValidationErrors", LogGroupName="/aws/lambda/worker") == (2.0, 2.0)


def _put_filter(logs: Any, name: str, pattern: str, **transformation: Any) -> None:
    logs.put_metric_filter(
        logGroupName="/aws/lambda/worker",
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[{"metricName": name, "metricNamespace": "T", **transformation}],
    )


def _all(namespace: str, name: str, **dimensions: str) -> tuple[float, float]:
    """Number and sum of all samples."""
    store = metrics.active
    of = MetricId(namespace, name, tuple(sorted(dimensions.items())))
    end = store.minute(store.clock()) + 1
    [samples] = store.spans(of, 0, end, end).values()
    return samples.count, samples.total


def test_the_bytes_of_what_is_written_are_counted(client: Client) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="/g")
    logs.create_log_stream(logGroupName="/g", logStreamName="s")
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": message} for message in ("four", "é")]
    logs.put_log_events(logGroupName="/g", logStreamName="s", logEvents=events)

    of_group = metrics.metric("AWS/Logs", "IncomingBytes", {"LogGroupName": "/g"})
    minute = metrics.active.minute(metrics.active.clock())
    [found] = metrics.active.spans(of_group, minute - 1, minute + 1, 2).values()
    assert found.total == 6
