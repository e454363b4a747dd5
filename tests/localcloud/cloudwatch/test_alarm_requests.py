"""Alarms are found, switched and remembered as by CloudWatch; none is evaluated here."""

from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.server import EmbeddedCloud
from tests.localcloud.cloudwatch.by_query import ask
from tests.localcloud.conftest import Client

# The next minute of AWS begins when the tests are long over.
pytestmark = pytest.mark.parametrize("cloud", [1000.0], indirect=True)
TOPIC = "arn:aws:sns:us-east-1:123456789012:operations"
KITCHEN = [{"Name": "room", "Value": "kitchen"}]


@pytest.fixture
def alarms(client: Client) -> Any:
    """A client; three alarms on temperatures, the second in ALARM, and one on an expression."""
    cloudwatch = client("cloudwatch")
    _put(cloudwatch, "hot-kitchen", Dimensions=KITCHEN, AlarmActions=[TOPIC])
    _put(cloudwatch, "hot-hall", Period=300, Unit="Count", OKActions=[TOPIC])
    _put(cloudwatch, "cold-hall", Statistic=None, ExtendedStatistic="p99")
    stat = {
        "Metric": {"Namespace": "Tests", "MetricName": "temperature"}, "Period": 60, "Stat": "Sum",
    }  # fmt: skip
    cloudwatch.put_metric_alarm(
        AlarmName="sum", Metrics=[{"Id": "m", "MetricStat": stat}], EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    cloudwatch.set_alarm_state(AlarmName="hot-hall", StateValue="ALARM", StateReason="a drill")
    return cloudwatch


def _put(cloudwatch: Any, name: str, **settings: Any) -> None:
    asked = {
        "AlarmName": name, "Namespace": "Tests", "MetricName": "temperature",
        "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 21.0,
        "ComparisonOperator": "GreaterThanThreshold", **settings,
    }  # fmt: skip
    cloudwatch.put_metric_alarm(**{key: value for key, value in asked.items() if value is not None})


def _names(answer: Any) -> list[str]:
    return [alarm["AlarmName"] for alarm in answer["MetricAlarms"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["cold-hall", "hot-hall", "hot-kitchen", "sum"]),
        ({"AlarmNamePrefix": "hot", "StateValue": "ALARM"}, ["hot-hall"]),
        ({"AlarmNamePrefix": "hot", "StateValue": "OK"}, []),
        ({"AlarmNames": ["sum", "hot-hall"], "StateValue": "INSUFFICIENT_DATA"}, ["sum"]),
        ({"ActionPrefix": TOPIC[:20]}, ["hot-hall", "hot-kitchen"]),
        ({"ActionPrefix": TOPIC, "AlarmNamePrefix": "hot-k"}, ["hot-kitchen"]),
        ({"AlarmTypes": ["CompositeAlarm"]}, []),
        ({"AlarmTypes": ["MetricAlarm"], "AlarmNames": ["sum"]}, ["sum"]),
    ],
)
def test_each_filter_of_a_description_counts(alarms: Any, asked: Any, found: list[str]) -> None:
    assert sorted(_names(alarms.describe_alarms(**asked))) == found


def test_descriptions_come_in_pages(alarms: Any) -> None:
    first = alarms.describe_alarms(MaxRecords=3)
    rest = alarms.describe_alarms(MaxRecords=3, NextToken=first["NextToken"])
    assert (len(_names(first)), len(_names(rest))) == (3, 1)
    assert "NextToken" not in rest
    assert len({*_names(first), *_names(rest)}) == 4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["cold-hall", "hot-hall"]),  # the alarm on an expression is not listed
        ({"Dimensions": KITCHEN}, ["hot-kitchen"]),
        ({"Statistic": "Maximum"}, ["hot-hall"]),
        ({"ExtendedStatistic": "p99"}, ["cold-hall"]),
        ({"Period": 300}, ["hot-hall"]),
        ({"Unit": "Count"}, ["hot-hall"]),
        ({"MetricName": "humidity"}, []),
    ],
)
def test_the_alarms_of_a_metric_are_those_of_its_dimensions(
    alarms: Any, asked: Any, found: list[str]
) -> None:
    of = {"Namespace": "Tests", "MetricName": "temperature", **asked}
    assert sorted(_names(alarms.describe_alarms_for_metric(**of))) == found


@pytest.mark.parametrize(
    ("method", "asked", "code"),
    [
        ("set_alarm_state", {"AlarmName": "nobody"}, "ResourceNotFound"),
        ("set_alarm_state", {"AlarmName": "sum", "StateReasonData": "{"}, "InvalidFormat"),
        ("set_alarm_state", {"AlarmName": "sum", "StateValue": "LOUD"}, "ValidationError"),
        ("describe_alarms", {"AlarmNames": ["a"], "AlarmNamePrefix": "a"}, "ValidationError"),
        ("describe_alarms", {"ChildrenOfAlarmName": "a"}, "UnknownOperationException"),
        ("put_composite_alarm", {"AlarmName": "c", "AlarmRule": "ALARM(sum)"},
         "UnknownOperationException"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_answered_says_so(
    alarms: Any, method: str, asked: dict[str, Any], code: str
) -> None:
    if method == "set_alarm_state":
        asked = {"StateValue": "ALARM", "StateReason": "a drill", **asked}
    with pytest.raises(ClientError) as error:
        getattr(alarms, method)(**asked)
    assert error.value.response["Error"]["Code"] == code


def test_actions_are_switched_off_and_on(alarms: Any) -> None:
    alarms.disable_alarm_actions(AlarmNames=["hot-kitchen"])
    alarms.set_alarm_state(AlarmName="hot-kitchen", StateValue="ALARM", StateReason="a drill")
    assert _history(alarms, "hot-kitchen", "Action") == []
    alarms.enable_alarm_actions(AlarmNames=["hot-kitchen"])
    for state in ("OK", "ALARM"):
        alarms.set_alarm_state(AlarmName="hot-kitchen", StateValue=state, StateReason="a drill")
    [item] = _history(alarms, "hot-kitchen", "Action")
    assert TOPIC in item["HistorySummary"]


def test_the_history_comes_in_pages_and_outlives_the_alarm(alarms: Any) -> None:
    for state in ("OK", "ALARM") * 3:
        alarms.set_alarm_state(AlarmName="sum", StateValue=state, StateReason="a drill")
    alarms.delete_alarms(AlarmNames=["sum", "nobody"])
    pages = alarms.get_paginator("describe_alarm_history").paginate(
        AlarmName="sum", HistoryItemType="StateUpdate", PaginationConfig={"PageSize": 4}
    )
    found = [[item["HistorySummary"] for item in page["AlarmHistoryItems"]] for page in pages]
    assert [len(page) for page in found] == [4, 2]
    assert found[0][0] == "Alarm updated from OK to ALARM"
    assert alarms.describe_alarm_history(AlarmTypes=["CompositeAlarm"])["AlarmHistoryItems"] == []


def test_tags_come_with_a_new_alarm_only_and_end_with_it(alarms: Any) -> None:
    [found] = alarms.describe_alarms(AlarmNames=["sum"])["MetricAlarms"]
    arn = found["AlarmArn"].replace("sum", "tagged")

    def tags() -> dict[str, str]:
        listed = alarms.list_tags_for_resource(ResourceARN=arn)["Tags"]
        return {tag["Key"]: tag["Value"] for tag in listed}

    _put(alarms, "tagged", Tags=[{"Key": "a", "Value": "1"}])
    _put(alarms, "tagged", Tags=[{"Key": "b", "Value": "2"}])
    assert tags() == {"a": "1"}
    alarms.delete_alarms(AlarmNames=["tagged"])
    for method, asked in (
        (alarms.list_tags_for_resource, {}),
        (alarms.untag_resource, {"TagKeys": ["a"]}),
    ):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            method(ResourceARN=arn, **asked)
    _put(alarms, "tagged")
    assert tags() == {}


def _history(alarms: Any, name: str, kind: str) -> list[Any]:
    answer = alarms.describe_alarm_history(AlarmName=name, HistoryItemType=kind)
    items: list[Any] = answer["AlarmHistoryItems"]
    return items


def test_older_clients_put_an_alarm_on_an_expression(cloud: EmbeddedCloud, alarms: Any) -> None:
    # The query protocol, with which botocore asked until 2025.
    stat = "Metrics.member.2.MetricStat"
    asked = {
        "AlarmName": "late", "EvaluationPeriods": "1", "Threshold": "1",
        "ComparisonOperator": "GreaterThanThreshold",
        "Metrics.member.1.Id": "e", "Metrics.member.1.Expression": "m / 2",
        "Metrics.member.2.Id": "m", "Metrics.member.2.ReturnData": "false",
        f"{stat}.Metric.Namespace": "Tests", f"{stat}.Metric.MetricName": "temperature",
        f"{stat}.Period": "60", f"{stat}.Stat": "Sum",
    }  # fmt: skip
    assert ask(cloud, "PutMetricAlarm", **asked).status_code == HTTPStatus.OK
    refused = ask(cloud, "PutMetricAlarm", **{**asked, "Metrics.member.1.Expression": "m /"})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "<Code>ValidationError</Code>" in refused.text
    answer = ask(cloud, "DescribeAlarms", **{"AlarmNames.member.1": "late"})
    assert "<Expression>m / 2</Expression>" in answer.text
    assert "late" in _names(alarms.describe_alarms(StateValue="INSUFFICIENT_DATA"))
