"""Answers the requests about metrics and the history of alarms, by botocore's names."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any

from localcloud.cloudwatch import history
from localcloud.cloudwatch.queries import MinuteRange, Query, dimensions_of, read_all, statistic_of
from localcloud.cloudwatch.statistics import STATISTICS, Samples
from localcloud.cloudwatch.store import NO_UNIT, MetricId, MetricStore, metric

Params = Mapping[str, Any]
_MOST_METRICS = 500
_MOST_ITEMS = 100


def put(store: MetricStore, namespace: str, datum: Params) -> None:
    """Store one datum of PutMetricData: a value, values with their counts, or a statistic set."""
    of = metric(namespace, datum["MetricName"], dimensions_of(datum.get("Dimensions") or ()))
    at = _unix(datum["Timestamp"]) if datum.get("Timestamp") else None
    store.put_samples(of, datum.get("Unit") or NO_UNIT, at, lambda stored: _add(stored, datum))


def _add(stored: Samples, datum: Params) -> None:
    if values := datum.get("Values"):
        counts = datum.get("Counts") or [1.0] * len(values)
        for value, count in zip(values, counts, strict=True):
            stored.add(float(value), float(count))
    elif sets := datum.get("StatisticValues"):
        names = ("SampleCount", "Sum", "Minimum", "Maximum")
        stored.add_set(*(float(sets[name]) for name in names))
    else:
        stored.add(float(datum.get("Value", 0)))


def metric_data(store: MetricStore, params: Params) -> dict[str, Any]:
    """The answer to GetMetricData.

    Raises:
        InvalidExpression, UnknownStatistic: a query cannot be read.
        ValueError: the request is invalid.
    """
    start, end = _range(params)
    queries: dict[str, Query] = {}
    periods: dict[str, int] = {}
    for number, query in enumerate(params["MetricDataQueries"], 1):
        queries[query["Id"]] = _query(query, number)
        if period := (query.get("MetricStat") or query).get("Period"):
            periods[query["Id"]] = int(period)
    span = _minutes(store, start, end, next(iter(periods.values()), 60))
    steps = {id_: _step(store, period) for id_, period in periods.items()}
    series = read_all(store, queries, span, steps)
    newest_first = params.get("ScanBy") != "TimestampAscending"
    results = [
        _result(store, query, series[query["Id"]], newest_first=newest_first)
        for query in params["MetricDataQueries"]
        if query.get("ReturnData", True)
    ]
    return {"MetricDataResults": results, "Messages": []}


def _query(query: Params, number: int) -> Query:
    if "MetricStat" in query:
        return statistic_of(query["MetricStat"])
    if "Expression" not in query:
        # AWS also returns the empty line.
        name = f"MetricDataQueries.member.{number}.MetricStat"
        raise ValueError(f"The parameter {name} is required.\n")
    return str(query["Expression"])


def _result(
    store: MetricStore, query: Params, series: Mapping[int, float], *, newest_first: bool
) -> dict[str, Any]:
    times = sorted(series, reverse=newest_first)
    named = query.get("MetricStat", {}).get("Metric", {}).get("MetricName")
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or named or query["Id"],
        "Timestamps": [_moment(store, time) for time in times],
        "Values": [series[time] for time in times],
        "StatusCode": "Complete",
    }


def metric_statistics(store: MetricStore, params: Params) -> dict[str, Any]:
    """The answer to GetMetricStatistics.

    Raises:
        UnknownStatistic: it is not emulated.
        ValueError: the request is invalid.
    """
    basic, extended = params.get("Statistics") or [], params.get("ExtendedStatistics") or []
    if not basic and not extended:
        raise ValueError("Must specify either Statistics or ExtendedStatistics")
    of = metric(
        params["Namespace"], params["MetricName"], dimensions_of(params.get("Dimensions") or ())
    )
    span = _minutes(store, *_range(params), int(params["Period"]))
    units = [params["Unit"]] if params.get("Unit") else store.units(of)
    points = [
        {"Timestamp": _moment(store, time), "Unit": unit, **_statistics(samples, basic, extended)}
        for unit in units
        for time, samples in store.spans(of, span.first, span.end, span.step, unit).items()
    ]
    return {"Label": params["MetricName"], "Datapoints": points}


def _statistics(samples: Samples, basic: Sequence[str], extended: Sequence[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {name: samples.statistic(name) for name in basic if name in STATISTICS}
    if extended:
        shown["ExtendedStatistics"] = {name: samples.statistic(name) for name in extended}
    return shown


def list_metrics(store: MetricStore, params: Params) -> dict[str, Any]:
    """The answer to ListMetrics, in pages of 500."""
    found = [_described(each) for each in store.metrics() if _is_wanted(each, params)]
    return _page(found, params, "Metrics", _MOST_METRICS)


def _is_wanted(of: MetricId, params: Params) -> bool:
    named = dict(of.dimensions)
    wanted = params.get("Dimensions") or ()
    return (
        params.get("Namespace") in (None, of.namespace)
        and params.get("MetricName") in (None, of.name)
        and all(each["Name"] in named for each in wanted)
        and all(each.get("Value") in (None, named[each["Name"]]) for each in wanted)
    )


def _described(of: MetricId) -> dict[str, Any]:
    pairs = [{"Name": name, "Value": value} for name, value in of.dimensions]
    return {"Namespace": of.namespace, "MetricName": of.name, "Dimensions": pairs}


def alarm_history(params: Params) -> dict[str, Any]:
    """The answer to DescribeAlarmHistory."""
    found = list(_wanted_items(params))
    if params.get("ScanBy") != "TimestampAscending":
        found.reverse()
    most = int(params.get("MaxRecords") or _MOST_ITEMS)
    return _page(found, params, "AlarmHistoryItems", most)


def _wanted_items(params: Params) -> Iterator[dict[str, Any]]:
    first, last = params.get("StartDate"), params.get("EndDate")
    for item in list(history.items()):
        at = item["Timestamp"].timestamp()
        if (
            params.get("AlarmName") in (None, item["AlarmName"])
            and params.get("HistoryItemType") in (None, item["HistoryItemType"])
            and (first is None or at >= _unix(first))
            and (last is None or at <= _unix(last))
        ):
            yield item


def _page(found: list[dict[str, Any]], params: Params, name: str, most: int) -> dict[str, Any]:
    begin = int(params.get("NextToken") or 0)
    following = begin + most
    more = {"NextToken": str(following)} if following < len(found) else {}
    return {name: found[begin:following], **more}


def _range(params: Params) -> tuple[float, float]:
    start, end = _unix(params["StartTime"]), _unix(params["EndTime"])
    if start >= end:
        raise ValueError("The parameter StartTime must be less than the parameter EndTime.")
    return start, end


def _minutes(store: MetricStore, start: float, end: float, period_s: int) -> MinuteRange:
    return MinuteRange(store.minute(start), ceil(end / store.minute_s), _step(store, period_s))


def _step(store: MetricStore, period_s: int) -> int:
    """A period in minutes of the store; of a scaled cloud it holds many of them."""
    return max(1, round(period_s / store.minute_s))


def _moment(store: MetricStore, minute: int) -> datetime:
    return datetime.fromtimestamp(minute * store.minute_s, UTC)


def _unix(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
