"""The lines that Lambda itself logs around an invocation.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html (START, END, REPORT),
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html (platform.* events),
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html ("System log
level event mapping").
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from localcloud.lambda_.runtime.deployment import Deployment

_RANK = {"DEBUG": 0, "INFO": 1, "WARN": 2}


@dataclass(frozen=True)
class InvocationMetrics:
    """The measurements of a finished invocation; `status` as in the platform.report event."""

    duration_ms: float
    init_ms: float | None
    peak_memory_mb: int
    status: str = "success"
    error_type: str | None = None


def start_lines(deployment: Deployment, request_id: str) -> list[str]:
    """The lines before the handler runs: START, or the platform.start event."""
    if deployment.json_logs:
        record = {"requestId": request_id, "version": deployment.version}
        return _json_line(deployment, "INFO", "platform.start", record)
    return [f"START RequestId: {request_id} Version: {deployment.version}"]


def report_lines(deployment: Deployment, request_id: str, measured: InvocationMetrics) -> list[str]:
    """The lines after the handler ran: END and REPORT, or the platform.report event."""
    if deployment.json_logs:
        level = "INFO" if measured.status == "success" else "WARN"
        record = _report_record(deployment, request_id, measured)
        return _json_line(deployment, level, "platform.report", record)
    end = f"END RequestId: {request_id}"
    return [end, _report_text(deployment, request_id, measured)]


def timestamp(now: datetime | None = None) -> str:
    """A UTC time as Lambda writes it, with milliseconds."""
    moment = now or datetime.now(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json_line(
    deployment: Deployment, level: str, kind: str, record: Mapping[str, object]
) -> list[str]:
    wanted = deployment.system_log_level or "INFO"
    if _RANK[level] < _RANK[wanted]:
        return []
    return [
        json.dumps({"time": timestamp(), "type": kind, "record": record}, separators=(",", ":"))
    ]


def _report_record(
    deployment: Deployment, request_id: str, measured: InvocationMetrics
) -> dict[str, object]:
    metrics: dict[str, float] = {
        "durationMs": round(measured.duration_ms, 3),
        "billedDurationMs": _billed_ms(measured),
        "memorySizeMB": deployment.memory_mb,
        "maxMemoryUsedMB": measured.peak_memory_mb,
    }
    if measured.init_ms is not None:
        metrics["initDurationMs"] = round(measured.init_ms, 3)
    error = {"errorType": measured.error_type} if measured.error_type else {}
    return {"requestId": request_id, "metrics": metrics, "status": measured.status, **error}


def _report_text(deployment: Deployment, request_id: str, measured: InvocationMetrics) -> str:
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {measured.duration_ms:.2f} ms",
        f"Billed Duration: {_billed_ms(measured)} ms",
        f"Memory Size: {deployment.memory_mb} MB",
        f"Max Memory Used: {measured.peak_memory_mb} MB",
    ]
    if measured.init_ms is not None:
        parts.append(f"Init Duration: {measured.init_ms:.2f} ms")
    if measured.status != "success":
        parts.append(f"Status: {measured.status}")
    if measured.error_type:
        parts.append(f"Error Type: {measured.error_type}")
    return "\t".join(parts) + "\t"


def _billed_ms(measured: InvocationMetrics) -> int:
    # Initialization is billed for every runtime (AWS Compute blog, 2025-04-29).
    return math.ceil(measured.duration_ms + (measured.init_ms or 0))
