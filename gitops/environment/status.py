"""The state of an environment at a glance: functions, queues, alarms, age and expiry."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment import recent_metrics
from gitops.environment.existence import Thing
from gitops.environment.log_events import ERRORS
from gitops.environment.recent_metrics import Measure
from gitops.environment.record import Record
from gitops.environment.registry import registry_of

ERROR_WINDOW = timedelta(hours=1)
LAG_SECONDS = 60.0
_MOST_NAMES = 100  # of one DescribeAlarms
_OK = "OK"
_FUNCTION = {
    "invocations": ("Invocations", "Sum"),
    "errors": ("Errors", "Sum"),
    "throttles": ("Throttles", "Sum"),
    "p99_ms": ("Duration", "p99"),
    "lag_ms": ("IteratorAge", "Maximum"),
}


@dataclass(frozen=True)
class FunctionStatus:
    """A function in the last five minutes; None where nothing was measured.

    `lag_s` is the age of the last stream record that it read, in seconds. `last_error` is its last
    error line within an hour, logged at `last_error_at` (RFC 3339); both empty without one.
    """

    name: str
    invocations: float
    errors: float
    throttles: float
    p99_ms: float | None = None
    lag_s: float | None = None
    last_error: str = ""
    last_error_at: str = ""


@dataclass(frozen=True)
class QueueStatus:
    """A queue: messages that wait, those in flight, and the age of the oldest in seconds."""

    name: str
    waiting: int
    in_flight: int
    oldest_s: float | None = None


@dataclass(frozen=True)
class AlarmStatus:
    """An alarm: its state, since when (RFC 3339), and why."""

    name: str
    state: str
    since: str
    reason: str


@dataclass(frozen=True)
class EnvironmentStatus:
    """What is known of an environment; times in RFC 3339.

    `deployed` and `drift_checked` are when this working copy did that last; empty if it did not.
    """

    environment: str
    cloud: str
    commit: str
    deployed: str
    expires: str
    drift_checked: str
    functions: Sequence[FunctionStatus]
    queues: Sequence[QueueStatus]
    alarms: Sequence[AlarmStatus]
    missing: Sequence[str] = ()
    """The functions and alarms of its record that are gone, each with its kind before its name."""

    @property
    def not_ok(self) -> list[AlarmStatus]:
        """The alarms that are not OK."""
        return [alarm for alarm in self.alarms if alarm.state != _OK]

    @property
    def is_healthy(self) -> bool:
        """Nothing is missing or in ALARM, no function is over a minute behind its stream."""
        in_alarm = any(alarm.state == "ALARM" for alarm in self.alarms)
        lags = any((each.lag_s or 0) > LAG_SECONDS for each in self.functions)
        return not (self.missing or in_alarm or lags)


def read(suffix: str, cloud: Cloud) -> EnvironmentStatus:
    """The status of a deployed environment.

    Raises:
        Refusal: it has no record here, or its record lists no resources.
    """
    record = _record(suffix, cloud)
    paths = EnvironmentPaths(suffix)
    functions = _names(record, "aws_lambda_function")
    queues = _names(record, "aws_sqs_queue")
    recorded = _names(record, "aws_cloudwatch_metric_alarm")
    alarms = list(_alarms(cloud, recorded))
    found = {each.name for each in alarms}
    measured = recent_metrics.read(cloud, dict(_measures(functions, queues)))
    return EnvironmentStatus(
        environment=suffix,
        cloud=cloud.name,
        commit=record.commit,
        deployed=_written(paths.outputs),
        expires=record.expires,
        drift_checked=max(map(_written, paths.plans.glob("*.live.json")), default=""),
        functions=[_function(cloud, name, measured) for name in functions],
        queues=[_queue(cloud, name, measured) for name in queues],
        alarms=alarms,
        missing=[
            *(
                f"function {name}"
                for name in functions
                if not Thing("aws_lambda_function", name).exists(cloud)
            ),
            *(f"alarm {name}" for name in recorded if name not in found),
        ],
    )


def function_names(suffix: str, cloud: Cloud) -> list[str]:
    """The names of the functions of a deployed environment.

    Raises:
        Refusal: it has no record here, or its record lists no resources.
    """
    return _names(_record(suffix, cloud), "aws_lambda_function")


def _record(suffix: str, cloud: Cloud) -> Record:
    record = registry_of(cloud).read(suffix)
    command = f"gitops deploy --suffix {suffix} --cloud {cloud.name}"
    if record is None:
        raise Refusal(f"Nothing of environment {suffix} is deployed in {cloud.name}; run {command}")
    if record.identity and record.identity != cloud.identity:
        raise Refusal(f"Environment {suffix} is gone with the cloud that held it; run {command}")
    if not record.stacks:
        raise Refusal(f"The record of environment {suffix} lists no resources; run {command}")
    return record


def _names(record: Record, kind: str) -> list[str]:
    return sorted(
        name
        for resources in (record.stacks or {}).values()
        for address, name in resources.items()
        if address.startswith(f"{kind}.")
    )


def _measures(functions: Sequence[str], queues: Sequence[str]) -> Iterator[tuple[str, Measure]]:
    for name in functions:
        for key, (metric, statistic) in _FUNCTION.items():
            dimension = "FunctionName", name
            yield f"{name}/{key}", Measure("AWS/Lambda", metric, dimension, statistic)
    for name in queues:
        age = "ApproximateAgeOfOldestMessage"
        yield f"{name}/oldest", Measure("AWS/SQS", age, ("QueueName", name), "Maximum")


def _function(cloud: Cloud, name: str, measured: Mapping[str, float]) -> FunctionStatus:
    lag_ms = measured.get(f"{name}/lag_ms")
    error, at = _last_error(cloud, name)
    return FunctionStatus(
        name=name,
        invocations=measured.get(f"{name}/invocations", 0.0),
        errors=measured.get(f"{name}/errors", 0.0),
        throttles=measured.get(f"{name}/throttles", 0.0),
        p99_ms=measured.get(f"{name}/p99_ms"),
        lag_s=None if lag_ms is None else lag_ms / 1000,
        last_error=error,
        last_error_at=at,
    )


def _last_error(cloud: Cloud, function: str) -> tuple[str, str]:
    logs = client(cloud, "logs")
    since = int((datetime.now(UTC) - ERROR_WINDOW).timestamp() * 1000)
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/{function}", filterPattern=ERRORS, startTime=since
    )
    try:
        events = [event for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return "", ""
    if not events:
        return "", ""
    newest = max(events, key=lambda event: event["timestamp"])
    at = datetime.fromtimestamp(newest["timestamp"] / 1000, UTC)
    return _message(newest["message"]), _rfc3339(at)


def _message(line: str) -> str:
    """The message of a structured line, or the line itself."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(fields, dict):
        return line
    parts = [fields.get(name) for name in ("message", "errorType", "errorMessage")]
    return ": ".join(str(part) for part in parts if part) or line


def _queue(cloud: Cloud, name: str, measured: Mapping[str, float]) -> QueueStatus:
    sqs = client(cloud, "sqs")
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found: Any = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
    waiting, in_flight = (int(found[count]) for count in counts)
    # The age of what was there minutes ago says nothing about an empty queue.
    oldest = measured.get(f"{name}/oldest") if waiting + in_flight else None
    return QueueStatus(name, waiting, in_flight, oldest)


def _alarms(cloud: Cloud, names: Sequence[str]) -> Iterator[AlarmStatus]:
    cloudwatch = client(cloud, "cloudwatch")
    for begin in range(0, len(names), _MOST_NAMES):
        part = names[begin : begin + _MOST_NAMES]
        answer = cloudwatch.describe_alarms(AlarmNames=part, MaxRecords=_MOST_NAMES)
        for alarm in answer["MetricAlarms"]:
            since = _rfc3339(alarm["StateUpdatedTimestamp"])
            yield AlarmStatus(
                alarm["AlarmName"], alarm["StateValue"], since, alarm.get("StateReason", "")
            )


def _written(path: Path) -> str:
    """When a file of this working copy was written."""
    try:
        return _rfc3339(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except OSError:
        return ""


def _rfc3339(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
