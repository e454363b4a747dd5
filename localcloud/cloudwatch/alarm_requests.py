"""Answers the requests that find alarms and read their history, by botocore's names.

Source, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
API_DescribeAlarms.html, API_DescribeAlarmsForMetric.html and API_DescribeAlarmHistory.html, by
their text in botocore 1.44.2.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from localcloud.cloudwatch import history
from localcloud.cloudwatch.queries import dimensions_of
from localcloud.cloudwatch.requests import Params, page, unix

_MOST = 100
_METRIC_ALARM = "MetricAlarm"


def described(alarms: Iterable[Any], params: Params) -> dict[str, Any]:
    """The answer to DescribeAlarms: the alarms of moto that pass all of its filters."""
    found = [alarm for alarm in alarms if _asks_for_metric_alarms(params) and _fits(alarm, params)]
    return _page(found, params, "MetricAlarms")


def _fits(alarm: Any, params: Params) -> bool:
    actions = (*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions)
    return (
        (not params.get("AlarmNames") or alarm.name in params["AlarmNames"])
        and alarm.name.startswith(params.get("AlarmNamePrefix", ""))
        and params.get("StateValue") in (None, alarm.state_value)
        and ("ActionPrefix" not in params or any(
            action.startswith(params["ActionPrefix"]) for action in actions
        ))
    )  # fmt: skip


def of_metric(alarms: Iterable[Any], params: Params) -> dict[str, Any]:
    """The answer to DescribeAlarmsForMetric; alarms on expressions are not among them."""
    named = dimensions_of(params.get("Dimensions") or ())
    found = [
        alarm
        for alarm in alarms
        if (alarm.namespace, alarm.metric_name) == (params["Namespace"], params["MetricName"])
        and dimensions_of(alarm.dimensions) == named
        and params.get("Statistic") in (None, alarm.statistic)
        and params.get("ExtendedStatistic") in (None, alarm.extended_statistic)
        and params.get("Period") in (None, alarm.period)
        and params.get("Unit") in (None, alarm.unit)
    ]
    return {"MetricAlarms": found}


def alarm_history(params: Params) -> dict[str, Any]:
    """The answer to DescribeAlarmHistory, newest first unless it asks for another order."""
    found = list(_wanted_items(params)) if _asks_for_metric_alarms(params) else []
    if params.get("ScanBy") != "TimestampAscending":
        found.reverse()
    return _page(found, params, "AlarmHistoryItems")


def _wanted_items(params: Params) -> Iterator[dict[str, Any]]:
    first, last = params.get("StartDate"), params.get("EndDate")
    for item in list(history.items()):
        at = item["Timestamp"].timestamp()
        if (
            params.get("AlarmName") in (None, item["AlarmName"])
            and params.get("HistoryItemType") in (None, item["HistoryItemType"])
            and (first is None or at >= unix(first))
            and (last is None or at <= unix(last))
        ):
            yield item


def _asks_for_metric_alarms(params: Params) -> bool:
    """Whether it asks for the only type of alarms that is emulated."""
    return _METRIC_ALARM in (params.get("AlarmTypes") or (_METRIC_ALARM,))


def _page(found: list[Any], params: Params, name: str) -> dict[str, Any]:
    return page(found, params, name, int(params.get("MaxRecords") or _MOST))
