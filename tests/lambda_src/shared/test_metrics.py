"""Metrics in log lines, as CloudWatch reads them."""

import json
import logging
from typing import Any

import pytest
from awslambdaric.lambda_runtime_log_utils import JsonFormatter

from lambda_src.shared.logs import logger
from lambda_src.shared.metrics import record


def _written(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    (line,) = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    return dict(line)


def test_metrics_of_one_line_share_its_environment(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logger.info("x", extra=record({"Accepted": 3, "Duplicate": 0}, "dev"))

    line = _written(caplog)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert (line["Accepted"], line["Duplicate"], line["Environment"]) == (3, 0, "dev")
    assert line["_aws"]["Timestamp"] > 1_600_000_000_000
    assert directive == {
        "Namespace": "MarketPipelines",
        "Dimensions": [["Environment"]],
        "Metrics": [
            {"Name": "Accepted", "Unit": "Count"},
            {"Name": "Duplicate", "Unit": "Count"},
        ],
    }


def test_a_split_metric_counts_for_the_environment_as_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    by = {"Exchange": "kraken", "Reason": "bad_price"}
    logger.info("x", extra=record({"Rejected": 1}, "dev", by=by))

    line = _written(caplog)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert (line["Exchange"], line["Reason"]) == ("kraken", "bad_price")
    assert directive["Dimensions"] == [
        ["Environment"],
        ["Environment", "Exchange"],
        ["Environment", "Exchange", "Reason"],
    ]


def test_a_metric_may_have_many_values_and_another_unit(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logger.info("x", extra=record({"Lag": [5, 7.5]}, "dev", unit="Milliseconds"))

    line = _written(caplog)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert line["Lag"] == [5, 7.5]
    assert directive["Metrics"] == [{"Name": "Lag", "Unit": "Milliseconds"}]
