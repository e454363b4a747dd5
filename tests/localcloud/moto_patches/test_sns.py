"""Topics deliver to functions in the shape of SNS; a deleted subscriber is no publisher's error."""

import json
from typing import Any

import pytest

from tests.localcloud.conftest import Client, CreateFunction, Permit, poll


def test_a_notification_invokes_a_subscribed_function_in_the_shape_of_sns(
    client: Client, create_function: CreateFunction, permit: Permit
) -> None:
    # The example event of https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html.
    sns = client("sns")
    topic = sns.create_topic(Name="operations")["TopicArn"]
    listener = create_function("listener", "import json\ndef handler(e, c): print(json.dumps(e))")
    permit("listener", "sns.amazonaws.com")
    subscription = sns.subscribe(
        TopicArn=topic, Protocol="lambda", Endpoint=listener, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    message_id = sns.publish(
        TopicArn=topic,
        Message="hello",
        Subject="greeting",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "x"}},
    )["MessageId"]
    logs = client("logs")

    def heard() -> Any:
        events = logs.filter_log_events(logGroupName="/aws/lambda/listener")["events"]
        return [event["message"] for event in events if event["message"].startswith("{")]

    [record] = json.loads(poll(heard)[0])["Records"]
    notification = record["Sns"]
    assert record["EventSource"] == "aws:sns"
    assert record["EventVersion"] == "1.0"
    assert record["EventSubscriptionArn"] == subscription
    assert notification.keys() == {
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertUrl",
        "UnsubscribeUrl",
        "MessageAttributes",
    }
    assert (notification["MessageId"], notification["TopicArn"]) == (message_id, topic)
    assert (notification["Subject"], notification["Message"]) == ("greeting", "hello")
    assert notification["MessageAttributes"] == {"kind": {"Type": "String", "Value": "x"}}


def test_a_notification_to_a_missing_function_is_no_error_of_the_publisher(client: Client) -> None:
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    nobody = "arn:aws:lambda:us-east-1:123456789012:function:nobody"
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=nobody)
    assert sns.publish(TopicArn=topic, Message="hello")["MessageId"]


def test_a_notification_to_a_deleted_queue_is_no_error_of_the_publisher(client: Client) -> None:
    # https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="t")["TopicArn"]
    policy = {"Policy": json.dumps(_from(topic))}
    urls = [
        sqs.create_queue(QueueName=name, Attributes=policy)["QueueUrl"] for name in ("gone", "left")
    ]
    for url in urls:
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        queue = answer["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    sqs.delete_queue(QueueUrl=urls[0])
    sns.publish(TopicArn=topic, Message="hello")
    [message] = sqs.receive_message(QueueUrl=urls[1])["Messages"]
    assert json.loads(message["Body"])["Message"] == "hello"


def test_a_queue_whose_policy_does_not_let_sns_in_gets_nothing(client: Client) -> None:
    # https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    sns, sqs = client("sns"), client("sqs")
    topic, other = (sns.create_topic(Name=name)["TopicArn"] for name in ("t", "other"))
    policy = {"Policy": json.dumps(_from(other))}
    url = sqs.create_queue(QueueName="closed", Attributes=policy)["QueueUrl"]
    queue = "arn:aws:sqs:us-east-1:123456789012:closed"
    for each in (topic, other):
        sns.subscribe(TopicArn=each, Protocol="sqs", Endpoint=queue)

    for each in (topic, other):
        assert sns.publish(TopicArn=each, Message=each)["MessageId"]

    [message] = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(message["Body"])["Message"] == other


def _from(topic: str) -> dict[str, Any]:
    """The policy of a queue that takes the messages of one topic."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


ALARMS = {"$or": [{"NewStateValue": ["ALARM"]}, {"OldStateValue": ["ALARM"]}]}
NESTED = {"a": {"$or": [{"b": [1]}, {"c": [2]}]}, "d": ["x"]}


@pytest.mark.parametrize(
    ("policy", "scope", "message", "arrives"),
    [
        (ALARMS, "MessageBody", {"NewStateValue": "ALARM", "OldStateValue": "OK"}, True),
        (ALARMS, "MessageBody", {"NewStateValue": "OK", "OldStateValue": "ALARM"}, True),
        (ALARMS, "MessageBody", {"NewStateValue": "OK", "OldStateValue": "INSUFFICIENT"}, False),
        (ALARMS, "MessageBody", {"other": 1}, False),
        (NESTED, "MessageBody", {"a": {"c": 2}, "d": "x"}, True),
        (NESTED, "MessageBody", {"a": {"c": 1}, "d": "x"}, False),
        (NESTED, "MessageBody", {"a": {"b": 1}, "d": "y"}, False),
        ({**ALARMS, "d": ["x"]}, "MessageBody", {"NewStateValue": "ALARM", "d": "x"}, True),
        ({**ALARMS, "d": ["x"]}, "MessageBody", {"NewStateValue": "ALARM"}, False),
        # One alternative is none: "$or" is an attribute like any other.
        ({"$or": [{"prefix": "x"}]}, "MessageBody", {"$or": "xy"}, True),
        ({"$or": ["x"]}, "MessageBody", {"$or": "x"}, True),
        ({"$or": ["x"]}, "MessageBody", {"x": "x"}, False),
        (ALARMS, "MessageAttributes", {}, False),
    ],
)
def test_or_in_a_filter_policy_follows_the_rules_of_sns(
    client: Client, policy: Any, scope: str, message: Any, arrives: bool
) -> None:
    # https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="t")["TopicArn"]
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": json.dumps(_from(topic))})[
        "QueueUrl"
    ]
    filters = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": scope}
    queue = "arn:aws:sqs:us-east-1:123456789012:q"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes=filters)
    sns.publish(TopicArn=topic, Message=json.dumps(message))
    assert bool(sqs.receive_message(QueueUrl=url).get("Messages")) is arrives
