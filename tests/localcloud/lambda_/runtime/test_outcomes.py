"""Start and report lines and the ways in which an invocation ends, without any process."""

import json
from dataclasses import replace
from typing import Any

import pytest

from localcloud.lambda_.runtime.deployment import Deployment
from localcloud.lambda_.runtime.outcomes import outcome_of
from localcloud.lambda_.runtime.platform_events import InvocationMetrics, report_lines, start_lines
from localcloud.lambda_.runtime.runtime_api import MessageKind, RuntimeMessage

DEPLOYMENT = Deployment(
    name="worker",
    arn="arn:aws:lambda:us-east-1:123456789012:function:worker",
    role="arn:aws:iam::123456789012:role/worker",
    version="$LATEST",
    handler="index.handler",
    runtime="python3.13",
    code_sha256="",
    environment={},
    key_arn="",
    memory_mb=128,
    timeout_s=3,
    region="us-east-1",
    log_group="/aws/lambda/worker",
    log_format="Text",
    application_log_level=None,
    system_log_level=None,
    code=b"",
)
JSON = replace(DEPLOYMENT, log_format="JSON")


def test_a_text_report_names_status_and_error_type_of_a_failure() -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
    measured = InvocationMetrics(3000.0, 12.3, 40, status="timeout")
    end, report = report_lines(DEPLOYMENT, "id", measured)
    assert end == "END RequestId: id"
    assert report.split("\t") == [
        "REPORT RequestId: id",
        "Duration: 3000.00 ms",
        "Billed Duration: 3013 ms",
        "Memory Size: 128 MB",
        "Max Memory Used: 40 MB",
        "Init Duration: 12.30 ms",
        "Status: timeout",
        "",
    ]


@pytest.mark.parametrize(
    ("level", "status", "lines"),
    [
        pytest.param(None, "success", 2, id="no level is INFO"),
        pytest.param("INFO", "success", 2, id="INFO"),
        pytest.param("DEBUG", "success", 2, id="DEBUG"),
        pytest.param("WARN", "success", 0, id="WARN hides a success"),
        pytest.param("WARN", "error", 1, id="WARN shows the report of a failure"),
    ],
)
def test_json_events_written_at_system_level(level: str | None, status: str, lines: int) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    deployment = replace(JSON, system_log_level=level)
    measured = InvocationMetrics(1.0, None, 40, status=status)
    written = start_lines(deployment, "id") + report_lines(deployment, "id", measured)
    assert len(written) == lines


def test_a_json_report_is_the_documented_event() -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
    measured = InvocationMetrics(1.23456, None, 40, status="error", error_type="Runtime.ExitError")
    [line] = report_lines(JSON, "id", measured)
    event = json.loads(line)
    assert event["type"] == "platform.report"
    assert event["record"] == {
        "requestId": "id",
        "metrics": {
            "durationMs": 1.235,
            "billedDurationMs": 2,
            "memorySizeMB": 128,
            "maxMemoryUsedMB": 40,
        },
        "status": "error",
        "errorType": "Runtime.ExitError",
    }


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(
            RuntimeMessage(MessageKind.RESPONSE, b"1"),
            {"status": "success", "reusable": True},
            id="an answer",
        ),
        pytest.param(
            RuntimeMessage(MessageKind.ERROR, b"{}"),
            {"status": "error", "reusable": True},
            id="an exception",
        ),
        pytest.param(
            RuntimeMessage(MessageKind.INIT_ERROR, b'{"errorType": "Runtime.ImportModuleError"}'),
            {"status": "error", "reusable": False, "error_type": "Runtime.ImportModuleError"},
            id="a failed import",
        ),
        pytest.param(
            RuntimeMessage(MessageKind.TIMED_OUT),
            {"status": "timeout", "reusable": False},
            id="silence",
        ),
        pytest.param(
            RuntimeMessage(MessageKind.EXITED),
            {"status": "error", "reusable": False, "error_type": "Runtime.ExitError"},
            id="the end of the process",
        ),
    ],
)
def test_an_invocation_ends_by(message: RuntimeMessage, expected: dict[str, Any]) -> None:
    end = outcome_of(message, "id", timeout_s=3, exit_code=1)
    assert {name: getattr(end, name) for name in expected} == expected
