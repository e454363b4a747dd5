"""Alarms follow their metrics, tell a topic of each change, and keep a history."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from localcloud.server import EmbeddedCloud
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
    [rang] = poll(lambda: _of_state(receive, "ALARM"))
    assert rang["Subject"] == 'ALARM: "too-warm" in US East (N. Virginia)'
    message = json.loads(rang["Message"])
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
        Statistics=["Sum", "Average", "SampleCount"], ExtendedStatistics=["p50"], **times,
    )["Datapoints"]  # fmt: skip
    assert (point["Sum"], point["Average"], point["SampleCount"]) == (16.0, 4.0, 4.0)
    assert point["ExtendedStatistics"] == {"p50": 2.0}
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
    request = AWSRequest(
        "POST",
        f"{cloud.endpoint}/",
        {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        data={
            "Action": "GetMetricStatistics",
            "Version": "2010-08-01",
            "Namespace": NAMESPACE,
            "MetricName": "temperature",
            "Dimensions.member.1.Name": "room",
            "Dimensions.member.1.Value": "kitchen",
            "StartTime": (now - timedelta(minutes=5)).isoformat(),
            "EndTime": (now + timedelta(minutes=5)).isoformat(),
            "Period": "3600",
            "Statistics.member.1": "Maximum",
        },
    )
    SigV4Auth(Credentials("test", "test"), "monitoring", "us-east-1").add_auth(request)
    answer = URLLib3Session().send(request.prepare())
    assert answer.status_code == HTTPStatus.OK
    assert "<Maximum>21.5</Maximum>" in answer.text


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
