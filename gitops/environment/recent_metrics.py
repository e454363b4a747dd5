"""Reads what CloudWatch measured in the last minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud

MINUTES = 5
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
_MOST_QUERIES = 500


@dataclass(frozen=True)
class Measure:
    """A statistic of a metric that has one dimension."""

    namespace: str
    metric: str
    dimension: tuple[str, str]
    statistic: str = "Sum"


def read(cloud: Cloud, measures: Mapping[str, Measure]) -> dict[str, float]:
    """The newest value of each measure by its id; what has none is left out.

    A value covers the last five minutes, or those before them when they are still unmeasured.
    """
    ids = list(measures)
    found: dict[str, float] = {}
    for begin in range(0, len(ids), _MOST_QUERIES):
        part = {f"m{n}": ids[n] for n in range(begin, min(begin + _MOST_QUERIES, len(ids)))}
        queries = [_query(query, measures[id_]) for query, id_ in part.items()]
        for result in _results(cloud, queries):
            if result["Values"]:
                found.setdefault(part[result["Id"]], float(result["Values"][0]))
    return found


def _results(cloud: Cloud, queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    pages = (
        client(cloud, "cloudwatch")
        .get_paginator("get_metric_data")
        .paginate(
            MetricDataQueries=queries,
            StartTime=now - timedelta(minutes=MINUTES),
            EndTime=now + timedelta(minutes=1),
            ScanBy="TimestampDescending",
        )
    )
    return [result for page in pages for result in page["MetricDataResults"]]


def _query(id_: str, measure: Measure) -> dict[str, Any]:
    name, value = measure.dimension
    metric = {
        "Namespace": measure.namespace,
        "MetricName": measure.metric,
        "Dimensions": [{"Name": name, "Value": value}],
    }
    # One period over all: a sum of the whole time.
    period = (MINUTES + 1) * 60
    return {
        "Id": id_,
        "MetricStat": {"Metric": metric, "Period": period, "Stat": measure.statistic},
    }
