"""Alarms follow their metrics, tell a topic of each change, and keep a history."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from moto.cloudwatch.models import cloudwatch_backends

from localcloud.cloudwatch import store, transitions
from localcloud.cloudwatch.alarms import evaluate_alarm
from localcloud.cloudwatch.evaluation import AlarmState
from tests.localcloud.conftest import Client, poll

NAMESPACE = "Tests"
# The next minute of AWS begins when the test is long over.
UNEVALUATED = pytest.mark.parametrize("cloud", [1000.0], indirect=True)


@pytest.fixture
def topic(client: Client) -> str:
    arn: str = client("sns").create_topic(Name="operations")["TopicArn"]
    client("sns").set_topic_attributes(
        TopicArn=arn,
        AttributeName="Policy",
        AttributeValue=json.dumps(_policy(arn, "arn:aws:cloudwatch:*:*:alarm:*")),
    )
    return arn


@pytest.fixture
def receive(client: Client, topic: str) -> Callable[[], list[Any]]:
    """Notifications of the topic that arrived since the last call."""
    url = client("sqs").create_queue(
        QueueName="inbox", Attributes={"Policy": json.dumps(_from_anyone())}
    )["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:123456789012:inbox"
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def receive() -> list[Any]:
        messages = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [json.loads(each["Body"]) for each in messages.get("Messages", [])]

    return receive


@UNEVALUATED
def test_an_alarm_begins_without_data(client: Client) -> None:
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch)
    [alarm] = cloudwatch.describe_alarms()["MetricAlarms"]
    assert alarm["StateValue"] == "INSUFFICIENT_DATA"
    assert alarm["StateReason"] == "Unchecked: Initial alarm creation"


def test_an_alarm_rings_and_returns_to_ok(
    client: Client, topic: str, receive: Callable[[], list[Any]]
) -> None:
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, AlarmActions=[topic], OKActions=[topic])
    _put_value(cloudwatch, 21.5)
    [fired] = poll(lambda: _of_state(receive, "ALARM"))
    assert fired["Subject"] == 'ALARM: "too-warm" in US East (N. Virginia)'
    message = json.loads(fired["Message"])
    assert message["NewStateReason"].startswith("Threshold Crossed: 1 datapoint [21.5 (")
    assert message["NewStateReason"].endswith(")] was greater than the threshold (21.0).")
    assert message["AlarmActions"] == message["OKActions"] == [topic]
    [calmed] = poll(lambda: _of_state(receive, "OK"))
    assert json.loads(calmed["Message"])["NewStateReason"] == (
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was"
        " treated as [NonBreaching]."
    )
    [alarm] = cloudwatch.describe_alarms()["MetricAlarms"]
    assert alarm["StateValue"] == "OK"


@UNEVALUATED
def test_the_message_has_the_fields_that_aws_was_recorded_with(
    client: Client, topic: str, receive: Callable[[], list[Any]]
) -> None:
    # The fields of test_cloudwatch.snapshot.json of LocalStack, recorded 2026-02-26.
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, AlarmActions=[topic], DatapointsToAlarm=1)
    cloudwatch.set_alarm_state(AlarmName="too-warm", StateValue="ALARM", StateReason="a drill")
    [notification] = poll(receive)
    message = json.loads(notification["Message"])
    for name in ("AlarmConfigurationUpdatedTimestamp", "StateChangeTime"):
        datetime.strptime(message.pop(name), "%Y-%m-%dT%H:%M:%S.%f%z")
    assert message == {
        "AlarmName": "too-warm",
        "AlarmDescription": None,
        "AWSAccountId": "123456789012",
        "NewStateValue": "ALARM",
        "NewStateReason": "a drill",
        "Region": "US East (N. Virginia)",
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:too-warm",
        "OldStateValue": "INSUFFICIENT_DATA",
        "OKActions": [],
        "AlarmActions": [topic],
        "InsufficientDataActions": [],
        "ActionExecutedAfterMuteWindow": False,
        "Trigger": {
            "MetricName": "temperature",
            "Namespace": NAMESPACE,
            "StatisticType": "Statistic",
            "Statistic": "MAXIMUM",
            "Unit": None,
            "Dimensions": [{"value": "kitchen", "name": "room"}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "DatapointsToAlarm": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 21.0,
            "TreatMissingData": "notBreaching",
            "EvaluateLowSampleCountPercentile": "",
        },
    }


def test_an_alarm_on_an_expression_describes_its_metrics(
    client: Client, topic: str, receive: Callable[[], list[Any]]
) -> None:
    cloudwatch = client("cloudwatch")
    named = {"Namespace": NAMESPACE, "MetricName": "errors", "Dimensions": []}
    stat = {"Metric": named, "Period": 60, "Stat": "Sum"}
    queries = [
        {"Id": "twice", "Expression": "2 * errors", "Label": "doubled", "ReturnData": True},
        {"Id": "errors", "MetricStat": stat, "ReturnData": False},
    ]
    cloudwatch.put_metric_alarm(
        AlarmName="doubled", Metrics=queries, EvaluationPeriods=1, Threshold=3.0,
        ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic],
    )  # fmt: skip
    cloudwatch.put_metric_data(
        Namespace=NAMESPACE, MetricData=[{"MetricName": "errors", "Value": 2.0}]
    )
    [notification] = poll(receive)
    message = json.loads(notification["Message"])
    assert "[4.0 (" in message["NewStateReason"]
    assert message["Trigger"]["Metrics"] == queries
    assert message["Trigger"]["Period"] == 60


@UNEVALUATED
def test_an_update_keeps_the_state_and_the_history_tells_all(client: Client, topic: str) -> None:
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, AlarmActions=[topic])
    cloudwatch.set_alarm_state(AlarmName="too-warm", StateValue="ALARM", StateReason="a drill")
    _put_alarm(cloudwatch, AlarmActions=[topic], Threshold=22.0)
    [alarm] = cloudwatch.describe_alarms()["MetricAlarms"]
    assert (alarm["StateValue"], alarm["Threshold"]) == ("ALARM", 22.0)
    listed = cloudwatch.describe_alarm_history(AlarmName="too-warm", ScanBy="TimestampAscending")[
        "AlarmHistoryItems"
    ]
    assert [(each["HistoryItemType"], each["HistorySummary"]) for each in listed] == [
        ("ConfigurationUpdate", 'Alarm "too-warm" created'),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM"),
        ("Action", f"Successfully executed action {topic}"),
        ("ConfigurationUpdate", 'Alarm "too-warm" updated'),
    ]
    change = json.loads(listed[1]["HistoryData"])
    assert change["newState"] == {"stateValue": "ALARM", "stateReason": "a drill"}


@UNEVALUATED
def test_a_topic_that_does_not_let_the_alarm_in_gets_nothing(
    client: Client, topic: str, receive: Callable[[], list[Any]]
) -> None:
    of_another = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:another"
    client("sns").set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps(_policy(topic, of_another)),
    )
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, AlarmActions=[topic])
    cloudwatch.set_alarm_state(AlarmName="too-warm", StateValue="ALARM", StateReason="a drill")
    listed = cloudwatch.describe_alarm_history(HistoryItemType="Action")["AlarmHistoryItems"]
    assert [each["HistorySummary"] for each in listed] == [f"Failed to execute action {topic}"]
    assert receive() == []


@UNEVALUATED
def test_an_alarm_whose_actions_are_disabled_changes_in_silence(
    client: Client, topic: str, receive: Callable[[], list[Any]]
) -> None:
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, AlarmActions=[topic], ActionsEnabled=False)
    cloudwatch.set_alarm_state(AlarmName="too-warm", StateValue="ALARM", StateReason="a drill")
    assert cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]
    assert receive() == []


@UNEVALUATED
@pytest.mark.parametrize("is_replaced", [False, True])
def test_an_alarm_that_is_gone_changes_no_more(client: Client, is_replaced: bool) -> None:
    # It may be deleted or replaced while its metrics are read.
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch, TreatMissingData="breaching")
    old = cloudwatch_backends["123456789012"]["us-east-1"].alarms["too-warm"]
    cloudwatch.delete_alarms(AlarmNames=["too-warm"])
    if is_replaced:
        _put_alarm(cloudwatch)

    evaluate_alarm(old, store.active)

    history = cloudwatch.describe_alarm_history(HistoryItemType="StateUpdate")
    assert history["AlarmHistoryItems"] == []


@UNEVALUATED
def test_two_changes_to_one_state_are_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cloudwatch = client("cloudwatch")
    _put_alarm(cloudwatch)
    alarm = cloudwatch_backends["123456789012"]["us-east-1"].alarms["too-warm"]
    described = transitions._described

    def slowly(one: Any) -> dict[str, Any]:
        time.sleep(0.1)
        return described(one)

    monkeypatch.setattr(transitions, "_described", slowly)

    with ThreadPoolExecutor() as threads:
        for _ in range(2):
            threads.submit(transitions.change_state, alarm, AlarmState.ALARM, "a drill", None)

    history = cloudwatch.describe_alarm_history(HistoryItemType="StateUpdate")
    assert len(history["AlarmHistoryItems"]) == 1


_ROOM = [{"Name": "room", "Value": "kitchen"}]


def _put_alarm(cloudwatch: Any, **settings: Any) -> None:
    defaults = {
        "AlarmName": "too-warm",
        "Namespace": NAMESPACE,
        "MetricName": "temperature",
        "Dimensions": _ROOM,
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 21.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    cloudwatch.put_metric_alarm(**(defaults | settings))


def _put_value(cloudwatch: Any, value: float) -> None:
    datum = {"MetricName": "temperature", "Dimensions": _ROOM, "Value": value}
    cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=[datum])


def _of_state(receive: Callable[[], list[Any]], state: str) -> list[Any]:
    return [each for each in receive() if each["Subject"].startswith(f"{state}:")]


def _policy(topic: str, alarm: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"ArnLike": {"aws:SourceArn": alarm}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _from_anyone() -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
