"""What SQS and SNS refuse."""

import json
from typing import Any

from tests.localcloud.refusals.probe import (
    Probe,
    Refusal,
    documented,
    recorded,
    recorded_beginning,
)
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_INVALID = "InvalidAttributeValue"
_CREATE_QUEUE = "sqs.create_queue"
_SET = "sqs.set_queue_attributes"
_API = "AWSSimpleQueueService/latest/APIReference"
_ATTRIBUTES = f"{_API}/API_SetQueueAttributes.html"
_MISSING_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:missing"
_TOO_MANY = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"


def _invalid(name: str) -> Refusal:
    return documented(_INVALID, _ATTRIBUTES, 400, f"Invalid value for the parameter {name}.")


def _new(**attributes: str) -> Any:
    return lambda world: {"QueueName": world.name(), "Attributes": attributes}


def _existing(**attributes: str) -> Any:
    return lambda world: {"QueueUrl": world.queue(), "Attributes": attributes}


def _receives(world: World) -> dict[str, Any]:
    target = world.queue_arn()
    policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 1001})
    return {"QueueUrl": world.queue(), "Attributes": {"RedrivePolicy": policy}}


def _other_delay(world: World) -> dict[str, Any]:
    url = world.queue(DelaySeconds="1")
    return {"QueueName": url.rsplit("/", 1)[1], "Attributes": {"DelaySeconds": "2"}}


def _batch(count: int) -> list[dict[str, str]]:
    return [{"Id": str(number), "MessageBody": "x"} for number in range(count)]


def _purged(world: World) -> dict[str, Any]:
    url = world.queue()
    world.client("sqs").purge_queue(QueueUrl=url)
    return {"QueueUrl": url}


def _limited(world: World) -> dict[str, Any]:
    return {"QueueUrl": world.queue(MaximumMessageSize="1024"), "MessageBody": "x" * 1025}


def _message(**arguments: Any) -> Any:
    return lambda world: {"QueueUrl": world.queue(), **arguments}


def _published(**arguments: Any) -> Any:
    return lambda world: {"TopicArn": world.topic(), **arguments}


def _subscribed(policy: dict[str, Any]) -> Any:
    return lambda world: {
        "TopicArn": world.topic(),
        "Protocol": "sqs",
        "Endpoint": world.queue_arn(),
        "Attributes": {"FilterPolicy": json.dumps(policy, separators=(",", ":"))},
    }


def _other_tags(world: World) -> dict[str, Any]:
    name = world.name()
    world.client("sns").create_topic(Name=name, Tags=[{"Key": "k1", "Value": "v1"}])
    return {"Name": name, "Tags": [{"Key": "k1", "Value": "v1"}, {"Key": "k2", "Value": "v2"}]}


def _subscription(name: str, value: str) -> Any:
    def arguments(world: World) -> dict[str, Any]:
        made = world.client("sns").subscribe(
            TopicArn=world.topic(), Protocol="sqs", Endpoint=world.queue_arn()
        )
        return {
            "SubscriptionArn": made["SubscriptionArn"],
            "AttributeName": name,
            "AttributeValue": value,
        }

    return arguments


def _fifo(**attributes: str) -> Any:
    return lambda world: {
        "QueueUrl": world.queue(f"{world.name()}.fifo", FifoQueue="true"),
        "Attributes": attributes,
    }


_CHANGE = "sns.set_subscription_attributes"
_GONE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/gone"

PROBES = (
    Probe(38, _CREATE_QUEUE, _new(MessageRetentionPeriod="59"), _invalid("MessageRetentionPeriod")),
    Probe(38, _SET, _existing(MessageRetentionPeriod="1209601"),
          _invalid("MessageRetentionPeriod")),
    Probe(39, _CREATE_QUEUE, _new(VisibilityTimeout="43201"), _invalid("VisibilityTimeout")),
    Probe(40, _CREATE_QUEUE, _new(DelaySeconds="901"), _invalid("DelaySeconds")),
    Probe(40, _SET, _existing(DelaySeconds="-1"), _invalid("DelaySeconds")),
    Probe(41, _CREATE_QUEUE, _new(MaximumMessageSize="1048577"), _invalid("MaximumMessageSize")),
    Probe(
        42, _CREATE_QUEUE, _new(KmsDataKeyReusePeriodSeconds="59"),
        _invalid("KmsDataKeyReusePeriodSeconds"),
    ),
    Probe(43, _SET, _receives, documented("InvalidParameterValue", _ATTRIBUTES)),
    Probe(
        44, _CREATE_QUEUE, lambda _: {"QueueName": "a" * 81},
        documented("InvalidParameterValue", f"{_API}/API_CreateQueue.html"),
    ),
    Probe(45, _CREATE_QUEUE, _other_delay, recorded(112)),
    Probe(46, "sqs.send_message", _limited, recorded(110)),
    Probe(
        46, "sqs.send_message", _message(MessageBody="x" * (1024**2 + 1)),
        documented("InvalidParameterValue", f"{_API}/API_SendMessage.html"),
    ),
    Probe(
        47, "sqs.send_message", _message(MessageBody="\u0001"),
        documented("InvalidMessageContents", f"{_API}/API_SendMessage.html"),
    ),
    Probe(
        48, "sqs.send_message_batch", _message(Entries=_batch(11)),
        documented(_TOO_MANY, f"{_API}/API_SendMessageBatch.html"),
    ),
    Probe(49, "sqs.purge_queue", _purged, recorded(119)),
    Probe(50, "sns.publish", _published(Message="x" * (256 * 1024 + 1)), recorded(48)),
    Probe(50, "sns.publish", _published(Message="text", Subject=""), recorded(47)),
    Probe(
        50, "sns.publish", _published(Message=""),
        documented("InvalidParameter", "sns/latest/api/API_Publish.html"),
    ),
    Probe(51, "sns.subscribe", _subscribed({"key": [["value"]]}), recorded_beginning(1)),
    Probe(
        51, "sns.subscribe", _subscribed({"key": [{"wrong-operator": True}]}),
        recorded_beginning(2),
    ),
    Probe(52, "sns.create_topic", _other_tags, recorded(44)),
    Probe(53, "sns.get_topic_attributes", lambda _: {"TopicArn": _MISSING_TOPIC}, recorded(41)),
    Probe(
        54, "sns.subscribe",
        lambda world: {"TopicArn": world.topic(), "Protocol": "pigeon", "Endpoint": "roof"},
        documented("InvalidParameter", "sns/latest/api/API_Subscribe.html"),
    ),
    Probe(0, "sqs.send_message", _message(), recorded(127)),
    Probe(
        0, "sqs.receive_message", _message(MaxNumberOfMessages=11), recorded(109),
    ),
    Probe(
        0, "sqs.send_message_batch",
        _message(Entries=[{"Id": str(n), "MessageBody": "x" * size}
                          for n, size in enumerate((1_048_576, 1))]),
        recorded(111),
    ),
    Probe(0, "sqs.send_message_batch", _message(Entries=[{"Id": "a b", "MessageBody": "x"}]),
          recorded(114)),
    Probe(0, _SET, _existing(FifoQueue="true"), recorded(117)),
    Probe(0, _SET, _fifo(FifoQueue="false"), recorded(118)),
    Probe(0, "sqs.send_message", lambda _: {"QueueUrl": _GONE, "MessageBody": "x"}, recorded(122)),
    Probe(0, _CREATE_QUEUE, _new(ContentBasedDeduplication="true"), recorded(124)),
    Probe(0, _CREATE_QUEUE, _new(DeduplicationScope="queue"), recorded(125)),
    Probe(0, _CREATE_QUEUE, _new(FifoThroughputLimit="perQueue"), recorded(126)),
    Probe(0, _CHANGE, _subscription("fake-attribute", "x"), recorded(51)),
    Probe(0, _CHANGE, _subscription("RawMessageDelivery", "test-ValUe"), recorded(52)),
    Probe(0, _CHANGE, _subscription("RawMessageDelivery", ""), recorded(53)),
    Probe(
        0, _CHANGE, _subscription("RedrivePolicy", '{"deadLetterTargetArn": "fake-arn"}'),
        recorded(54),
    ),
    Probe(0, _CHANGE, _subscription("FilterPolicyScope", "RandomValue"), recorded(33)),
    Probe(0, "sns.get_topic_attributes", lambda _: {"TopicArn": "topic"}, recorded(42)),
    Probe(0, "sns.publish", lambda _: {"TopicArn": "a:b", "Message": "x"}, recorded(45)),
    Probe(
        0, "sns.subscribe",
        lambda world: {
            "TopicArn": world.topic(), "Protocol": "sqs", "Endpoint": world.queue(),
        },
        recorded(59),
    ),
    Probe(
        0, "sns.publish_batch",
        _published(
            PublishBatchRequestEntries=[{"Id": str(n), "Message": "x" * 140_000} for n in range(2)]
        ),
        recorded(72),
    ),
    Probe(0, "sns.create_topic", lambda _: {"Name": ""}, recorded(74)),
)  # fmt: skip
