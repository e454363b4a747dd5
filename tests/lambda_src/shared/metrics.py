"""Reads the metrics of log records as CloudWatch does."""

import json
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from awslambdaric.lambda_runtime_log_utils import JsonFormatter

# The name of a metric, and its dimensions beside the environment.
Series = tuple[str, tuple[tuple[str, str], ...]]


def recorded(records: Iterable[logging.LogRecord]) -> Counter[Series]:
    """The sum of every metric, by its dimensions."""
    sums: Counter[Series] = Counter()
    for record in records:
        line = json.loads(JsonFormatter().format(record))
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            sums.update(_of(directive, line))
    return sums


def _of(directive: dict[str, Any], line: dict[str, Any]) -> Counter[Series]:
    sums: Counter[Series] = Counter()
    for metric in directive["Metrics"]:
        value = line[metric["Name"]]
        for dimensions in directive["Dimensions"]:
            split = tuple((name, line[name]) for name in dimensions if name != "Environment")
            sums[metric["Name"], split] += sum(value) if isinstance(value, list) else value
    return sums
