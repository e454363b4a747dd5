"""Metrics: what the requests that write and read them are refused for, and moto takes.

Sources, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
API_PutMetricData.html, API_GetMetricData.html and API_GetMetricStatistics.html, by their text in
botocore 1.44.2; tests/recordings/aws/errors.jsonl. Other sentences: docs/claims.md#metric-refusals
"""

import math
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from localcloud.cloudwatch import statistics
from localcloud.cloudwatch.metric_math import InvalidExpression
from localcloud.cloudwatch.queries import check, query_of
from localcloud.cloudwatch.requests import unix
from localcloud.cloudwatch.statistics import UnknownStatistic
from localcloud.cloudwatch.store import is_too_far_ahead, is_too_old
from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MOST_DATA, _MOST_VALUES, _MOST_QUERIES = 1_000, 150, 500
_MOST_STATISTICS, _MOST_POINTS = 1_440, 100_800
_RESOLUTIONS = (1, 60)
_SHORT_PERIODS = (1, 5, 10, 20, 30)
_MINUTE = 60
_MEASUREMENTS = ("Value", "Values", "StatisticValues")
_ID_PATTERN = "^[a-z][a-zA-Z0-9_]*$"
_ID = re.compile(_ID_PATTERN, re.ASCII)
_TOKEN = re.compile(r"\d{1,15}", re.ASCII)


def _data(request: ServiceRequest) -> None:
    if request.params.get("EntityMetricData"):
        raise NotImplementedError("metrics of entities")
    data = request.params.get("MetricData") or []
    if not data:
        raise ServiceError("MissingParameter", "The parameter MetricData is required.", 400)
    _limit(data, "MetricData", _MOST_DATA)
    for member, datum in _members("MetricData", data):
        _measurement(member, datum)
        if datum.get("StorageResolution", 60) not in _RESOLUTIONS:
            raise _value(datum["StorageResolution"], f"{member}.StorageResolution")
    _raise_all("InvalidParameterValue", _wrong_times(data, time.time()))


def _measurement(member: str, datum: Params) -> None:
    given = [name for name in _MEASUREMENTS if datum.get(name) not in (None, [])]
    if not given:
        raise _combination(
            f"At least one of the parameters {member}.Value, {member}.Values and"
            f" {member}.StatisticValues must be specified."
        )
    if len(given) > 1:
        raise _exclusive(*(f"{member}.{name}" for name in given[:2]))
    values, counts = datum.get("Values") or [], datum.get("Counts") or []
    _limit(values, f"{member}.Values", _MOST_VALUES)
    if counts and len(counts) != len(values):
        raise ServiceError(
            "InvalidParameterValue",
            f"The parameters {member}.Values and {member}.Counts must be of the same size.",
            400,
        )
    for name, value in _numbers(datum):
        if not statistics.is_storable(value) or (value < 0 and "Count" in name):
            raise _value(value, f"{member}.{name}")


def _numbers(datum: Params) -> Iterator[tuple[str, float]]:
    """Each number of a datum with the name of its member."""
    if datum.get("Value") is not None:
        yield "Value", datum["Value"]
    for name in ("Values", "Counts"):
        yield from ((name, value) for value in datum.get(name) or ())
    for name, value in (datum.get("StatisticValues") or {}).items():
        yield f"StatisticValues.{name}", value


def _wrong_times(data: Iterable[Params], now: float) -> Iterator[str]:
    for member, datum in _members("MetricData", data):
        at = unix(datum["Timestamp"]) if datum.get("Timestamp") else now
        if is_too_old(at, now):
            yield f"The parameter {member}.Timestamp must specify a time within the past two weeks."
        if is_too_far_ahead(at, now):
            yield (
                f"The parameter {member}.Timestamp must specify a time no more than two hours in"
                " the future."
            )


def _queries(request: ServiceRequest) -> None:
    queries = request.params["MetricDataQueries"]
    _limit(queries, "MetricDataQueries", _MOST_QUERIES, "ValidationError")
    named = list(_members("MetricDataQueries", queries))
    _raise_all("ValidationError", (
        f"The value {query['Id']} for parameter {member}.Id is not matching the expected pattern"
        f" {_ID_PATTERN}."
        for member, query in named if not _ID.fullmatch(query["Id"])
    ))  # fmt: skip
    if len({query["Id"] for query in queries}) < len(queries):
        raise _invalid("The values for parameter id in MetricDataQueries are not unique.")
    for member, query in named:
        _query(member, query, request.account)
    _raise_all("ValidationError", (
        f"The value {query['MetricStat']['Stat']} for parameter {member}.MetricStat.Stat is not a"
        " valid statistic."
        for member, query in named if "MetricStat" in query and not _is_known(query["MetricStat"])
    ))  # fmt: skip
    if any("Expression" in query for query in queries):
        _expressions(queries)
    if not 1 <= request.params.get("MaxDatapoints", 1) <= _MOST_POINTS:
        raise _invalid(f"MaxDatapoints must be between 1 and {_MOST_POINTS}.")


def _expressions(queries: list[Params]) -> None:
    try:
        check({query["Id"]: query_of(query) for query in queries})
    except InvalidExpression as invalid:
        raise _invalid(str(invalid)) from invalid


def _query(member: str, query: Params, account: str) -> None:
    if "MetricStat" not in query and "Expression" not in query:
        # AWS also returns the empty line.
        raise _invalid(f"The parameter {member}.MetricStat is required.\n")
    if "MetricStat" in query and "Expression" in query:
        text = f"{member}.Expression and {member}.MetricStat"
        raise _invalid(f"The parameters {text} are mutually exclusive and you have specified both.")
    for name in ("Namespace", "MetricName") if "MetricStat" in query else ():
        if not query["MetricStat"]["Metric"].get(name):
            raise _invalid(f"The parameter {member}.MetricStat.Metric.{name} is required.")
    period = query.get("MetricStat", query).get("Period")
    if period is not None and not _is_period(period):
        raise _invalid(f"The value {period} for parameter {member}.Period is invalid.")
    if query.get("AccountId", account) != account:
        raise NotImplementedError("metrics of another account")
    if "${" in query.get("Label", ""):
        raise NotImplementedError("dynamic labels")


def _is_known(stat: Params) -> bool:
    try:
        statistics.check(stat["Stat"])
    except UnknownStatistic:
        return False
    return True


def _statistics(request: ServiceRequest) -> None:
    params = request.params
    basic, extended = params.get("Statistics"), params.get("ExtendedStatistics")
    if not basic and not extended:
        raise _combination("Must specify either Statistics or ExtendedStatistics")
    if basic and extended:
        raise _exclusive("Statistics", "ExtendedStatistics")
    for number, name in enumerate(extended or (), 1):
        if not _is_known({"Stat": name}):
            raise _value(name, f"ExtendedStatistics.member.{number}")
    period = params["Period"]
    if not _is_period(period):
        raise _value(period, "Period")
    _points((params["EndTime"] - params["StartTime"]).total_seconds(), period)


def _points(seconds: float, period: int) -> None:
    if seconds <= 0:
        raise ServiceError(
            "InvalidParameterValue",
            "The parameter StartTime must be less than the parameter EndTime.",
            400,
        )
    points = math.ceil(seconds / period)
    if points > _MOST_STATISTICS:
        raise _combination(
            f"You have requested up to {points} datapoints, which exceeds the limit of"
            f" {_MOST_STATISTICS}. You may reduce the datapoints requested by increasing Period, or"
            " decreasing the time range."
        )


def _token(code: str) -> Rule:
    """The rule that a token of a page is one of ours; `code` is the error of the operation."""

    def rule(request: ServiceRequest) -> None:
        if not _TOKEN.fullmatch(request.params.get("NextToken") or "0"):
            raise ServiceError(code, "The value for parameter NextToken is invalid.", 400)

    return rule


def _is_period(period: int) -> bool:
    return period in _SHORT_PERIODS or (period > 0 and period % _MINUTE == 0)


def _members(name: str, members: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{name}.member.{number}", each) for number, each in enumerate(members, 1))


def _limit(
    collection: list[Any], name: str, most: int, code: str = "InvalidParameterValue"
) -> None:
    if len(collection) > most:
        text = f"The collection {name} must not have a size greater than {most}."
        raise ServiceError(code, text, 400)


def _raise_all(code: str, sentences: Iterable[str]) -> None:
    if text := "\n".join(sentences):
        raise ServiceError(code, text, 400)


def _value(value: Any, name: str) -> ServiceError:
    shown = "NaN" if value != value else value  # noqa: PLR0124 (only NaN differs from itself)
    text = f"The value {shown} for parameter {name} is invalid."
    return ServiceError("InvalidParameterValue", text, 400)


def _exclusive(first: str, second: str) -> ServiceError:
    return _combination(
        f"The parameters {first} and {second} are mutually exclusive and you have specified both."
    )


def _combination(message: str) -> ServiceError:
    return ServiceError("InvalidParameterCombination", message, 400)


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message, 400)


_UNKNOWN_TOKEN = _token("InvalidNextToken")
RULES: dict[str, tuple[Rule, ...]] = {
    "cloudwatch.DescribeAlarmHistory": (_UNKNOWN_TOKEN,),
    "cloudwatch.DescribeAlarms": (_UNKNOWN_TOKEN,),
    "cloudwatch.GetMetricData": (_UNKNOWN_TOKEN, _queries),
    "cloudwatch.GetMetricStatistics": (_statistics,),
    "cloudwatch.ListMetrics": (_token("InvalidParameterValue"),),
    "cloudwatch.PutMetricData": (_data,),
}
