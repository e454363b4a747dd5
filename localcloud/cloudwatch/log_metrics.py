"""Turns log lines into metrics: embedded metrics, and the metric filters of log groups.

Sources, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/
MonitoringLogData.html; the metrics about bytes and bad documents: https://docs.aws.amazon.com/
AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html.
"""

import json
import logging
from typing import Any

from moto.logs.models import logs_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.cloudwatch import embedded_metrics
from localcloud.cloudwatch.statistics import is_storable
from localcloud.cloudwatch.store import NO_UNIT, MetricStore, is_too_far_ahead, is_too_old
from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.logs import parse_log_pattern

_LOG = logging.getLogger(__name__)

LogEvent = dict[str, Any]


class LogMetrics:
    """Puts the metrics of log events into a store."""

    def __init__(self, store: MetricStore) -> None:
        self._store = store

    def collect(self, group: str, events: list[LogEvent]) -> None:
        """Store what the events of one write measured; `events` have timestamp and message."""
        if not events:  # CloudWatch Logs refuses events that are too old
            return
        size = float(sum(len(event["message"].encode()) for event in events))
        self._store.put("AWS/Logs", "IncomingBytes", size, {"LogGroupName": group}, "Bytes")
        for event in events:
            self._collect_embedded(group, event["message"])
        for metric_filter in _filters(group):
            try:
                self._apply(metric_filter, events)
            except InvalidPattern as reason:
                _LOG.warning("metric filter %s: %s", metric_filter.get("filterName"), reason)

    def _collect_embedded(self, group: str, message: str) -> None:
        try:
            data = embedded_metrics.read(message)
        except embedded_metrics.InvalidDocument as problem:
            _LOG.warning("embedded metrics in %s: %s", group, problem)
            name = "EMFValidationErrors"
            self._store.put("AWS/Logs", name, 1.0, {"LogGroupName": group}, "Count")
            return
        now = self._store.clock()
        for datum in data:
            if is_too_old(datum.at, now) or is_too_far_ahead(datum.at, now):
                _LOG.warning("embedded metrics in %s: their time is out of range", group)
                continue
            for value in datum.values:
                self._store.put(
                    datum.namespace, datum.name, value, datum.dimensions, datum.unit, datum.at
                )

    def _apply(self, metric_filter: dict[str, Any], events: list[LogEvent]) -> None:
        matches = parse_log_pattern(metric_filter.get("filterPattern") or "")
        found = [event for event in events if matches(event["message"])]
        for transformation in metric_filter["metricTransformations"]:
            for event in found:
                self._put(transformation, event, transformation["metricValue"])
            default = transformation.get("defaultValue")
            if not found and default is not None:
                self._put(transformation, events[-1], str(default))

    def _put(self, transformation: dict[str, Any], event: LogEvent, written: str) -> None:
        line = _as_json(event["message"])
        named = transformation.get("dimensions") or {}
        found = {name: _field(line, selector) for name, selector in named.items()}
        value = _number(_field(line, written) if written.startswith("$") else written)
        if value is None or None in found.values():
            return  # a line without the field, or without a dimension, is no data point
        dimensions = {name: str(text) for name, text in found.items()}
        self._store.put(
            transformation["metricNamespace"],
            transformation["metricName"],
            value,
            dimensions,
            transformation.get("unit") or NO_UNIT,
            event["timestamp"] / 1000,
        )


def _filters(group: str) -> list[dict[str, Any]]:
    stored = logs_backends[ACCOUNT][REGION].filters.metric_filters
    return [each for each in list(stored) if each.get("logGroupName") == group]


def _as_json(message: str) -> Any:
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        return None


def _field(line: Any, selector: str) -> Any:
    """The member that a selector such as "$.a.b" names; None if the line has none."""
    for name in selector.removeprefix("$").removeprefix(".").split("."):
        line = line.get(name) if isinstance(line, dict) else None
    return line


def _number(written: Any) -> float | None:
    try:
        value = float(written)
    except (OverflowError, TypeError, ValueError):
        return None
    return value if is_storable(value) else None
