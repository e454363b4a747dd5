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

    A metric has one value or up to `MAX_VALUES` of them. It is recorded for the environment, in it
    for the first dimension of `by`, in that for the second: log one line for each value of them.
    """
    split = dict(by or {})
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["Environment", *list(split)[:depth]] for depth in range(len(split) + 1)],
        "Metrics": [{"Name": name, "Unit": unit} for name in values],
    }
    return {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "Environment": environment,
        **split,
        **values,
    }
