"""What the requests that write and read metrics are refused for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.localcloud.refusals.probe import Probe, Refusal, documented, recorded, unverified

_VALUE, _COMBINATION, _INVALID = (
    "InvalidParameterValue", "InvalidParameterCombination", "ValidationError",
)  # fmt: skip
_API = "AmazonCloudWatch/latest/APIReference"
_PUT = f"{_API}/API_PutMetricData.html"
_NOT_EMULATED = Refusal("UnknownOperationException", "the embedded cloud's own", 501)
_OLD = datetime(2026, 1, 1, tzinfo=UTC)


def _published(code: str, thread: str, sentence: str) -> Refusal:
    return Refusal(code, f"https://github.com/{thread}", 400, sentence)


def _put(expected: Refusal, *data: dict[str, Any], **settings: Any) -> Probe:
    listed = [{"MetricName": "m", **each} for each in data]
    asked = {"Namespace": "Tests", "MetricData": listed, **settings}
    return Probe(0, "cloudwatch.put_metric_data", lambda _: asked, expected)


def _ahead(**settings: Any) -> Probe:
    def arguments(_: object) -> dict[str, Any]:
        moment = datetime.now(UTC) + timedelta(**settings)
        return {
            "Namespace": "Tests",
            "MetricData": [{"MetricName": "m", "Value": 1, "Timestamp": moment}],
        }

    return Probe(0, "cloudwatch.put_metric_data", arguments, documented(_VALUE, _PUT))


def _stat(id_: str = "m1", **stat: Any) -> dict[str, Any]:
    metric = {"Namespace": "Tests", "MetricName": "m"}
    return {"Id": id_, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum", **stat}}


def _get(expected: Refusal, *queries: dict[str, Any], **settings: Any) -> Probe:
    asked = {
        "MetricDataQueries": list(queries), "StartTime": _OLD,
        "EndTime": _OLD + timedelta(hours=1), **settings,
    }  # fmt: skip
    return Probe(0, "cloudwatch.get_metric_data", lambda _: asked, expected)


def _statistics(expected: Refusal, **settings: Any) -> Probe:
    asked = {
        "Namespace": "Tests", "MetricName": "m", "Period": 60, "StartTime": _OLD,
        "EndTime": _OLD + timedelta(hours=1), **settings,
    }  # fmt: skip
    return Probe(0, "cloudwatch.get_metric_statistics", lambda _: asked, expected)


PROBES = (
    _put(recorded(102), {"Value": 1, "Values": [1]}),
    _put(recorded(103), {"Values": [1, 2], "Counts": [1]}),
    _put(
        recorded(104),
        {
            "Value": 1,
            "StatisticValues": {"SampleCount": 1, "Sum": 1, "Minimum": 1, "Maximum": 1},
        },
    ),
    _put(
        _published(
            _COMBINATION, "AdRoll/goamz/pull/301",
            "At least one of the parameters MetricData.member.1.Value, MetricData.member.1.Values"
            " and MetricData.member.1.StatisticValues must be specified.",
        ),
        {},
    ),
    _put(
        _published(
            _VALUE, "getmoto/moto",
            "The value NaN for parameter MetricData.member.1.Value is invalid.",
        ),
        {"Value": float("nan")},
    ),
    *(
        _put(documented(_VALUE, _PUT), {"Value": 1}, datum)
        for datum in (
            {"Value": float("inf")}, {"Value": 2.0**361}, {"Values": [1, -(2.0**361)]},
            {"Values": [1], "Counts": [float("nan")]},
            {
                "StatisticValues": {
                    "SampleCount": 1, "Sum": float("-inf"), "Minimum": 1, "Maximum": 1,
                }
            },
            {"Value": 1, "StorageResolution": 5},
        )
    ),
    _put(unverified(_VALUE), {"Values": [1], "Counts": [-1]}),
    _put(
        _published(
            _VALUE, "aws-robotics/cloudwatchmetrics-ros1/issues/46",
            "The parameter MetricData.member.1.Timestamp must specify a time within the past two"
            " weeks.\nThe parameter MetricData.member.3.Timestamp must specify a time within the"
            " past two weeks.",
        ),
        {"Value": 1, "Timestamp": _OLD}, {"Value": 1}, {"Value": 1, "Timestamp": _OLD},
    ),
    _ahead(hours=2, minutes=1),
    _ahead(days=-14, minutes=-1),
    _put(
        _published(
            _VALUE, "jmxtrans/jmxtrans/issues/665",
            "The collection MetricData must not have a size greater than 1000.",
        ),
        *({"Value": 1} for _ in range(1001)),
    ),
    _put(
        _published(
            _VALUE, "aws/aws-sdk-java-v2/issues/3080",
            "The collection MetricData.member.1.Values must not have a size greater than 150.",
        ),
        {"Values": list(range(151))},
    ),
    _put(
        documented(_VALUE, _PUT),
        {"Value": 1, "Dimensions": [{"Name": f"d{n}", "Value": "x"} for n in range(31)]},
    ),
    _put(documented("MissingParameter", _PUT)),
    _put(
        _NOT_EMULATED, EntityMetricData=[{"MetricData": [{"MetricName": "m", "Value": 1.0}]}]
    ),
    _get(
        _published(
            _INVALID, "influxdata/telegraf/issues/5420",
            "The value 5xx for parameter MetricDataQueries.member.1.Id is not matching the expected"
            " pattern ^[a-z][a-zA-Z0-9_]*$.\nThe value M for parameter"
            " MetricDataQueries.member.3.Id is not matching the expected pattern"
            " ^[a-z][a-zA-Z0-9_]*$.",
        ),
        _stat("5xx"), _stat("m1"), _stat("M"),
    ),
    _get(
        documented(
            _INVALID, f"{_API}/API_MetricDataQuery.html", 400,
            "The values for parameter id in MetricDataQueries are not unique.",
        ),
        _stat("m1"), _stat("m1"),
    ),
    _get(
        _published(
            _INVALID, "prometheus-community/yet-another-cloudwatch-exporter/issues/385",
            "The value None for parameter MetricDataQueries.member.2.MetricStat.Stat is not a valid"
            " statistic.",
        ),
        _stat("m1"), _stat("m2", Stat="None"),
    ),
    _get(unverified(_INVALID), *(_stat(f"m{n}") for n in range(501))),
    _get(documented(_INVALID, f"{_API}/API_MetricDataQuery.html"), {"Id": "m1"}),
    _get(
        documented(_INVALID, f"{_API}/API_MetricDataQuery.html"),
        {**_stat("m1"), "Expression": "m1"},
    ),
    _get(documented(_INVALID, f"{_API}/API_MetricStat.html"), _stat("m1", Period=61)),
    _get(unverified(_INVALID), _stat("m1"), {"Id": "e1", "Expression": "m1 + m2"}),
    _get(unverified(_INVALID), _stat("m1"), {"Id": "e1", "Expression": "SUM(m1)"}),
    _get(unverified(_INVALID), _stat("m1"), EndTime=_OLD),
    _get(unverified(_INVALID), _stat("m1", Metric={"MetricName": "m"})),
    _get(unverified(_INVALID), _stat("m1", Metric={"Namespace": "Tests"})),
    _get(documented(_INVALID, f"{_API}/API_GetMetricData.html"), _stat("m1"), MaxDatapoints=0),
    _get(
        documented("InvalidNextToken", f"{_API}/API_GetMetricData.html"), _stat("m1"),
        NextToken="mine",
    ),
    _get(_NOT_EMULATED, _stat("m1", Stat="tm90")),
    _get(_NOT_EMULATED, _stat("m1", Stat="PR(10:20)")),
    _get(_NOT_EMULATED, {**_stat("m1"), "Label": "${MAX}"}),
    _get(_NOT_EMULATED, {"Id": "e1", "Expression": "SEARCH('{AWS/SQS} x', 'Sum', 60)"}),
    _statistics(
        recorded(106), Statistics=["Sum"], Period=1, EndTime=_OLD + timedelta(seconds=86_400)
    ),
    _statistics(recorded(107), Statistics=["Sum"], EndTime=_OLD),
    _statistics(unverified(_COMBINATION)),
    _statistics(
        documented(_COMBINATION, f"{_API}/API_GetMetricStatistics.html"),
        Statistics=["Sum"], ExtendedStatistics=["p99"],
    ),
    _statistics(
        documented(_VALUE, f"{_API}/API_GetMetricStatistics.html"), ExtendedStatistics=["p101"]
    ),
    _statistics(
        documented(_VALUE, f"{_API}/API_GetMetricStatistics.html"), Statistics=["Sum"], Period=90
    ),
    _statistics(
        documented(_VALUE, f"{_API}/API_GetMetricStatistics.html"), Statistics=["Sum"],
        Namespace=":x",
    ),
    Probe(
        0, "cloudwatch.list_metrics", lambda _: {"NextToken": "mine"},
        documented(_VALUE, f"{_API}/API_ListMetrics.html"),
    ),
    Probe(
        0, "cloudwatch.describe_alarm_history", lambda _: {"NextToken": "mine"},
        documented("InvalidNextToken", f"{_API}/API_DescribeAlarmHistory.html"),
    ),
)  # fmt: skip
