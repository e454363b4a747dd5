"""Counts for CloudWatch inside a log line (embedded metric format), without an API call.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import time
from typing import Any, Final

NAMESPACE: Final = "MarketPipelines"


def count(name: str, value: int, environment: str) -> dict[str, Any]:
    """The fields that make a log line count `value` for the metric `name`; pass them as `extra`."""
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["Environment"]],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    return {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "Environment": environment,
        name: value,
    }
