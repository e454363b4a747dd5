"""The message that CloudWatch sends to a topic when the state of an alarm changes.

Recorded by LocalStack's test suite on real AWS (test_cloudwatch.snapshot.json, 2025-09-19 and
2026-02-26); the subject: https://github.com/arabold/aws-to-slack/pull/98, read 2026-11-26.
"""

import json
from datetime import UTC
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.cloudwatch.definitions import period_seconds, returns_data
from localcloud.cloudwatch.queries import dimensions_of
from localcloud.cloudwatch.reasons import timestamp

REGION_NAME = "US East (N. Virginia)"
_LONGEST_SUBJECT = 100
_STATISTICS = {
    "Average": "AVERAGE",
    "Maximum": "MAXIMUM",
    "Minimum": "MINIMUM",
    "SampleCount": "SAMPLE_COUNT",
    "Sum": "SUM",
}


def subject(alarm: Any) -> str:
    """The subject of the notification; SNS accepts up to a hundred characters."""
    return f'{alarm.state_value}: "{alarm.name}" in {REGION_NAME}'[:_LONGEST_SUBJECT]


def body(alarm: Any, old_state: str, changed_at: float) -> str:
    """The JSON text about an alarm that has its new state already."""
    updated = alarm.configuration_updated_timestamp.replace(tzinfo=UTC)  # moto's is naive
    document = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": ACCOUNT,
        "AlarmConfigurationUpdatedTimestamp": timestamp(updated.timestamp()),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": timestamp(changed_at),
        "Region": REGION_NAME,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": old_state,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
        "ActionExecutedAfterMuteWindow": False,
        "Trigger": _trigger(alarm),
    }
    return json.dumps(document)


def _trigger(alarm: Any) -> dict[str, Any]:
    trigger: dict[str, Any] = {}
    if not alarm.metric_data_queries:
        trigger |= {"MetricName": alarm.metric_name, "Namespace": alarm.namespace}
        trigger |= _statistic(alarm)
        trigger |= {"Unit": alarm.unit or None, "Dimensions": _pairs(alarm.dimensions)}
    trigger["Period"] = period_seconds(alarm)
    trigger["EvaluationPeriods"] = int(alarm.evaluation_periods)
    if alarm.datapoints_to_alarm is not None:
        trigger["DatapointsToAlarm"] = int(alarm.datapoints_to_alarm)
    trigger |= {
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": float(alarm.threshold),
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }
    if alarm.metric_data_queries:
        trigger["Metrics"] = [_query(each) for each in alarm.metric_data_queries]
    return trigger


def _statistic(alarm: Any) -> dict[str, str]:
    if not alarm.statistic:
        return {
            "StatisticType": "ExtendedStatistic",
            "ExtendedStatistic": alarm.extended_statistic,
        }
    return {"StatisticType": "Statistic", "Statistic": _STATISTICS[alarm.statistic]}


def _query(query: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"Id": query.id}
    if query.metric_stat is None:
        described["Expression"] = query.expression
    else:
        stat = query.metric_stat
        named = {
            "Dimensions": _pairs(stat.metric.dimensions),
            "MetricName": stat.metric.metric_name,
            "Namespace": stat.metric.namespace,
        }
        described["MetricStat"] = {"Metric": named, "Period": int(stat.period), "Stat": stat.stat}
    if query.label:
        described["Label"] = query.label
    return {**described, "ReturnData": returns_data(query)}


def _pairs(dimensions: Any) -> list[dict[str, str]]:
    named = dimensions_of(dimensions)
    return [{"value": value, "name": name} for name, value in named.items()]
