"""Alarms and what is said of a missing one, for the rows of the policies that want alarms."""

from typing import Any

ALARMS = "aws_cloudwatch_metric_alarm"
PERCENT = "IF(whole > 0, 100 * part / whole, 0)"


def metric(
    namespace: str, name: str, dimensions: dict[str, str], statistic: str = "Sum"
) -> dict[str, Any]:
    """What an alarm says of its one metric."""
    return {
        "namespace": namespace,
        "metric_name": name,
        "dimensions": dict(dimensions),
        "statistic": statistic,
    }


def alarm(
    namespace: str,
    name: str,
    dimensions: dict[str, str],
    statistic: str = "Sum",
    threshold: float = 0,
) -> dict[str, Any]:
    """An alarm on one metric."""
    return {**metric(namespace, name, dimensions, statistic), "threshold": threshold}


def share(
    namespace: str, part: str, whole: str, dimensions: dict[str, str], threshold: float = 1
) -> dict[str, Any]:
    """An alarm on the percentage of a metric in another one."""
    queries = [
        {"id": id_, "metric": _stat(metric(namespace, name, dimensions))}
        for id_, name in (("part", part), ("whole", whole))
    ]
    looked_at = {"id": "percent", "expression": PERCENT, "return_data": True}
    return {"threshold": threshold, "metric_query": [looked_at, *queries]}


def missing(what: str, of: str, wanted: str = "0", statistic: str = "Sum") -> str:
    """What is said where an alarm is not there."""
    return (
        f"found no alarm on {what}{f' of {of}' if of else ''} ({statistic}),"
        f" wanted an alarm above {wanted}"
    )


def _stat(described: dict[str, Any]) -> dict[str, Any]:
    return {{"statistic": "stat"}.get(name, name): value for name, value in described.items()}
