"""Metrics are stored and read as CloudWatch does, by both protocols of its clients."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from localcloud.cloudwatch.requests import metric_data
from localcloud.cloudwatch.statistics import Samples
from localcloud.cloudwatch.store import MetricStore
from localcloud.server import EmbeddedCloud
from tests.localcloud.cloudwatch.by_query import ask
from tests.localcloud.conftest import Client

NAMESPACE = "Tests"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
_ROOM = [{"Name": "room", "Value": "kitchen"}]


def test_metrics_are_answered_from_the_store(client: Client) -> None:
    cloudwatch = client("cloudwatch")
    for value in (1.0, 2.0, 3.0, 10.0):
        _put_value(cloudwatch, value)
    cloudwatch.put_metric_data(
        Namespace="Other",
        MetricData=[{"MetricName": "temperature", "Dimensions": _ROOM, "Values": [5, 7]}],
    )
    listed = cloudwatch.list_metrics(Namespace=NAMESPACE)["Metrics"]
    assert listed == [{"Namespace": NAMESPACE, "MetricName": "temperature", "Dimensions": _ROOM}]
    now = datetime.now(UTC)
    times = {"StartTime": now - timedelta(minutes=5), "EndTime": now + timedelta(minutes=5)}
    [point] = cloudwatch.get_metric_statistics(
        Namespace=NAMESPACE, MetricName="temperature", Dimensions=_ROOM, Period=3600,
        Statistics=["Sum", "Average", "SampleCount"], **times,
    )["Datapoints"]  # fmt: skip
    assert (point["Sum"], point["Average"], point["SampleCount"]) == (16.0, 4.0, 4.0)
    [point] = cloudwatch.get_metric_statistics(
        Namespace=NAMESPACE, MetricName="temperature", Dimensions=_ROOM, Period=3600,
        ExtendedStatistics=["p50", "p100"], **times,
    )["Datapoints"]  # fmt: skip
    assert point["ExtendedStatistics"] == {"p50": 2.0, "p100": 10.0}
    named = {"Namespace": "Other", "MetricName": "temperature", "Dimensions": _ROOM}
    stat = {"Metric": named, "Period": 3600, "Stat": "Maximum"}
    queries = [
        {"Id": "m", "MetricStat": stat, "ReturnData": False},
        {"Id": "e", "Expression": "m * 10"},
    ]
    [result] = cloudwatch.get_metric_data(MetricDataQueries=queries, **times)["MetricDataResults"]
    assert (result["Id"], result["Values"]) == ("e", [70.0])
    with pytest.raises(cloudwatch.exceptions.ClientError, match="not supported here: SEARCH"):
        cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "e", "Expression": "SEARCH('x')"}], **times
        )


def test_each_query_has_its_own_period(client: Client) -> None:
    begin = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=10)
    client("cloudwatch").put_metric_data(
        Namespace="Two", MetricData=[
            {"MetricName": "n", "Value": 1, "Timestamp": begin + timedelta(minutes=minute)}
            for minute in range(10)
        ],
    )  # fmt: skip
    of = {"Namespace": "Two", "MetricName": "n"}
    queries: list[Any] = [
        {"Id": name, "MetricStat": {"Metric": of, "Period": period, "Stat": "Sum"}}
        for name, period in (("minutes", 60), ("fives", 300))
    ]
    queries += [
        {"Id": "filled", "Expression": "FILL(fives, 0)"},
        {"Id": "twice", "Expression": "filled * 2"},
        {"Id": "ones", "Expression": "minutes / 1"},
    ]
    results = client("cloudwatch").get_metric_data(
        MetricDataQueries=queries, StartTime=begin, EndTime=begin + timedelta(minutes=10),
        ScanBy="TimestampAscending",
    )["MetricDataResults"]  # fmt: skip

    fives = [begin, begin + timedelta(minutes=5)]
    assert {each["Id"]: each["Values"] for each in results} == {
        "minutes": [1.0] * 10, "fives": [5.0] * 2, "filled": [5.0] * 2, "twice": [10.0] * 2,
        "ones": [1.0] * 10,
    }  # fmt: skip
    assert next(each["Timestamps"] for each in results if each["Id"] == "twice") == fives


def test_the_query_protocol_of_older_clients_is_answered(
    cloud: EmbeddedCloud, client: Client
) -> None:
    _put_value(client("cloudwatch"), 21.5)
    now = datetime.now(UTC)
    answer = ask(
        cloud, "GetMetricStatistics", Namespace=NAMESPACE, MetricName="temperature",
        StartTime=(now - timedelta(minutes=5)).isoformat(),
        EndTime=(now + timedelta(minutes=5)).isoformat(), Period="3600",
        **{
            "Dimensions.member.1.Name": "room", "Dimensions.member.1.Value": "kitchen",
            "Statistics.member.1": "Maximum",
        },
    )  # fmt: skip
    assert answer.status_code == HTTPStatus.OK
    assert "<Maximum>21.5</Maximum>" in answer.text


def _put_value(cloudwatch: Any, value: float) -> None:
    datum = {"MetricName": "temperature", "Dimensions": _ROOM, "Value": value}
    cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=[datum])


def _store(minutes: Sequence[int]) -> MetricStore:
    """The metric n, which was 1, 2, 3 ... so many minutes ago."""
    store = MetricStore(clock=NOW.timestamp)
    for value, ago in enumerate(minutes, 1):
        store.put("N", "n", float(value), {}, at=NOW.timestamp() - 60 * ago)
    return store


def _query(id_: str, name: str = "n", period: int = 60) -> dict[str, Any]:
    metric = {"Namespace": "N", "MetricName": name}
    return {"Id": id_, "MetricStat": {"Metric": metric, "Period": period, "Stat": "Sum"}}


def _read(store: MetricStore, *queries: dict[str, Any], **settings: Any) -> dict[str, Any]:
    times = {"StartTime": NOW - timedelta(minutes=10), "EndTime": NOW, **settings}
    return metric_data(store, {"MetricDataQueries": list(queries), **times})


@pytest.mark.parametrize("most", range(1, 10))
def test_pages_hold_every_point_once(most: int) -> None:
    store = _store([3, 2, 1])
    queries = (
        _query("none", "absent"), _query("a"), _query("nothing", "absent"), _query("b"),
        _query("last", "absent"),
    )  # fmt: skip
    [*whole] = _read(store, *queries)["MetricDataResults"]
    found: dict[str, list[float]] = {}
    status: dict[str, str] = {}
    token: dict[str, str] = {}
    while True:
        page = _read(store, *queries, MaxDatapoints=most, **token)
        assert sum(len(result["Values"]) for result in page["MetricDataResults"]) <= most
        for result in page["MetricDataResults"]:
            assert len(result["Values"]) == len(result["Timestamps"])
            assert status.get(result["Id"], "PartialData") == "PartialData"
            found.setdefault(result["Id"], []).extend(result["Values"])
            status[result["Id"]] = result["StatusCode"]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == {result["Id"]: result["Values"] for result in whole}
    assert found["a"] == found["b"] == [3.0, 2.0, 1.0]
    assert set(status.values()) == {"Complete"}


def test_the_oldest_points_come_first_when_asked_for() -> None:
    [result] = _read(_store([3, 2, 1]), _query("a"), ScanBy="TimestampAscending")[
        "MetricDataResults"
    ]
    assert result["Values"] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("days", "period", "kept"),
    [(14, 60, True), (16, 60, False), (16, 300, True), (64, 300, False), (64, 3600, True)],
)
def test_a_period_that_is_no_longer_kept_has_no_points(days: int, period: int, kept: bool) -> None:
    start = NOW - timedelta(days=days)
    twice = {"Id": "twice", "Expression": "a * 2"}
    for result in _read(_store([5]), _query("a", period=period), twice, StartTime=start)[
        "MetricDataResults"
    ]:
        assert bool(result["Values"]) is kept


def test_percentiles_need_single_values_that_are_not_negative() -> None:
    equal, spread, negative = Samples(), Samples(), Samples()
    equal.add_set(4, 8, 2, 2)
    spread.add_set(4, 10, 1, 4)
    negative.add(-1)
    assert equal.statistic("p99") == 2.0
    assert (spread.statistic("p99"), negative.statistic("p99")) == (None, None)
    assert spread.statistic("Average") == 2.5


def test_a_large_request_comes_compressed(client: Client) -> None:
    # botocore compresses what has more than ten kilobytes.
    data = [{"MetricName": f"m{n:03}", "Dimensions": _ROOM, "Value": n} for n in range(1000)]
    client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=data)
    pages = client("cloudwatch").get_paginator("list_metrics").paginate(Namespace=NAMESPACE)
    listed = [each["MetricName"] for page in pages for each in page["Metrics"]]
    assert sorted(listed) == [f"m{n:03}" for n in range(1000)]
