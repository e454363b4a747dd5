"""Answers the requests about metrics, by botocore's names."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any

from localcloud.cloudwatch.queries import MinuteRange, dimensions_of, query_of, read_all
from localcloud.cloudwatch.statistics import STATISTICS, Samples
from localcloud.cloudwatch.store import NO_UNIT, MetricId, MetricStore, metric

Params = Mapping[str, Any]
_MOST_POINTS = 100_800
_MINUTE, _DAY = 60, 86_400
# For so many days there are points of a finer period than so many seconds.
_KEPT_DAYS = ((15, 300), (63, 3_600))
_MOST_METRICS = 500


def put(store: MetricStore, namespace: str, datum: Params) -> None:
    """Store one datum of PutMetricData: a value, values with their counts, or a statistic set."""
    of = metric(namespace, datum["MetricName"], dimensions_of(datum.get("Dimensions") or ()))
    at = unix(datum["Timestamp"]) if datum.get("Timestamp") else None
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
        stored.add(float(datum["Value"]))


def metric_data(store: MetricStore, params: Params) -> dict[str, Any]:
    """The answer to GetMetricData: as many points as it asks for, in the order of the queries.

    Raises:
        InvalidExpression, UnknownStatistic, NotImplementedError: a query cannot be read.
        ValueError: the range of time is empty.
    """
    start, end = _range(params)
    asked = params["MetricDataQueries"]
    queries = {query["Id"]: query_of(query) for query in asked}
    spans = {
        query["Id"]: _minutes(store, start, end, int(period))
        for query in asked
        if (period := query.get("MetricStat", query).get("Period"))
    }
    span = next(iter(spans.values()), _minutes(store, start, end, _MINUTE))
    series = read_all(store, queries, span, spans)
    newest_first = params.get("ScanBy") != "TimestampAscending"
    results = [
        _result(store, query, series[query["Id"]], newest_first=newest_first)
        for query in asked
        if query.get("ReturnData", True)
    ]
    return _paged(results, params)


def _paged(results: Sequence[dict[str, Any]], params: Params) -> dict[str, Any]:
    """The points of one page; a result without any stands on the page of the point before it."""
    first = int(params.get("NextToken") or 0)
    last = first + int(params.get("MaxDatapoints") or _MOST_POINTS)
    shown, before = [], 0
    for result in results:
        count = len(result["Values"])
        begin, end = max(first - before, 0), min(last - before, count)
        if begin < end or (not count and (first < before <= last or before == first == 0)):
            part = {name: result[name][begin:end] for name in ("Timestamps", "Values")}
            status = "Complete" if end == count else "PartialData"
            shown.append({**result, **part, "StatusCode": status})
        before += count
    more = {"NextToken": str(last)} if last < before else {}
    return {"MetricDataResults": shown, "Messages": [], **more}


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
    }


def metric_statistics(store: MetricStore, params: Params) -> dict[str, Any]:
    """The answer to GetMetricStatistics.

    Raises:
        UnknownStatistic, NotImplementedError: a statistic cannot be read.
    """
    basic, extended = params.get("Statistics") or [], params.get("ExtendedStatistics") or []
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
    return page(found, params, "Metrics", _MOST_METRICS)


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


def page(found: Sequence[Any], params: Params, name: str, most: int) -> dict[str, Any]:
    """`most` of what was found, after what the request's token has shown, under this name."""
    begin = int(params.get("NextToken") or 0)
    following = begin + most
    more = {"NextToken": str(following)} if following < len(found) else {}
    return {name: found[begin:following], **more}


def _range(params: Params) -> tuple[float, float]:
    start, end = unix(params["StartTime"]), unix(params["EndTime"])
    if start >= end:
        raise ValueError("The parameter StartTime must be less than the parameter EndTime.")
    return start, end


def _minutes(store: MetricStore, start: float, end: float, period_s: int) -> MinuteRange:
    """The range of a request; none of it if AWS keeps no points of such a period so long."""
    last = ceil(end / store.minute_s)
    age = store.clock() - start
    is_kept = all(period_s % unit == 0 for days, unit in _KEPT_DAYS if age > days * _DAY)
    return MinuteRange(store.minute(start) if is_kept else last, last, _step(store, period_s))


def _step(store: MetricStore, period_s: int) -> int:
    """A period in minutes of the store; of a scaled cloud it holds many of them."""
    return max(1, round(period_s / store.minute_s))


def _moment(store: MetricStore, minute: int) -> datetime:
    return datetime.fromtimestamp(minute * store.minute_s, UTC)


def unix(moment: datetime) -> float:
    """The Unix time of a moment of a request; without a time zone it is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
