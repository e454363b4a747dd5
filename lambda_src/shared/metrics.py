"""Metrics for CloudWatch inside a log line (embedded metric format), without an API call.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

NAMESPACE: Final = "MarketPipelines"
# CloudWatch drops a metric with more values than this in one line.
MAX_VALUES: Final = 100


def record(
    values: Mapping[str, float | Sequence[float]],
    environment: str,
    by: Mapping[str, str] | None = None,
    unit: Literal["Count", "Milliseconds"] = "Count",
) -> dict[str, Any]:
    """The fields that make a log line record `values`; pass them as `extra`.

    A metric has one value or up to `MAX_VALUES` of them. With `by` it is recorded for the
    environment and once more for these dimensions in it, so log one line for each value of them.
    """
    split = dict(by or {})
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["Environment"], *([["Environment", *split]] if split else [])],
        "Metrics": [{"Name": name, "Unit": unit} for name in values],
    }
    return {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "Environment": environment,
        **split,
        **values,
    }
