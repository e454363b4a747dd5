"""Queues with a dead-letter queue, and functions that are mapped to them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.localcloud.conftest import Client, CreateFunction, poll


def recreate(client: Client, name: str) -> str:
    """The URL of a new queue with the name of a deleted one, which is blocked for a while."""

    def create() -> str:
        try:
            made: str = client("sqs").create_queue(QueueName=name)["QueueUrl"]
        except client("sqs").exceptions.QueueDeletedRecently:
            return ""
        return made

    return poll(create)


# Keeps every event that it gets, and does what the bodies say.
FUNCTION = """
import json, uuid
import boto3
items = boto3.client("dynamodb")
def handler(event, context):
    text = json.dumps(event)
    items.put_item(TableName="events", Item={"id": {"S": str(uuid.uuid4())}, "event": {"S": text}})
    bodies = [record["body"] for record in event["Records"]]
    if "raise" in bodies:
        raise ValueError("as asked")
    answers = [body for body in bodies if body.startswith("{\\"batch") or body == "null"]
    if answers:
        return json.loads(answers[0])
    failed = [record["messageId"] for record in event["Records"] if record["body"] == "bad"]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
"""
# The attributes of a queue that takes the messages of every topic.
FROM_SNS = {
    "Policy": json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": "*",
            },
        }
    )
}
PATIENT_SECONDS = 10_000
"""A visibility timeout that no message outlives, however often its function is throttled."""
HASTY_SECONDS = 60
"""One after which a message that failed comes again soon."""
RECEIVES = 3


@dataclass(frozen=True)
class Pair:
    """A queue and its dead-letter queue."""

    client: Client
    url: str
    arn: str
    dead_url: str
    dead_arn: str

    def send(self, *bodies: str, **more: Any) -> list[str]:
        """Send messages at once; return their ids."""
        sqs = self.client("sqs")
        ids: list[str] = []
        for start in range(0, len(bodies), 10):
            entries = [
                {"Id": str(number), "MessageBody": body, **more}
                for number, body in enumerate(bodies[start : start + 10])
            ]
            answer = sqs.send_message_batch(QueueUrl=self.url, Entries=entries)
            ids += [each["MessageId"] for each in answer["Successful"]]
        return ids

    def count(self, url: str) -> int:
        """How many messages the queue holds, hidden or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def drained(self) -> None:
        """Wait until the source is empty."""
        poll(lambda: self.count(self.url) == 0)


def redrive_policy(dead: str = "dead", receives: int = RECEIVES) -> str:
    """The policy that moves messages to a queue of this name after so many receives."""
    arn = f"arn:aws:sqs:us-east-1:123456789012:{dead}"
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": receives})


def received(client: Client, url: str) -> list[Any]:
    """Up to ten messages with all attributes; they stay visible to others."""
    answer = client("sqs").receive_message(
        QueueUrl=url,
        VisibilityTimeout=0,
        MaxNumberOfMessages=10,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    )
    messages: list[Any] = answer.get("Messages", [])
    return messages


def dead_letter(pair: Pair, *bodies: str) -> list[str]:
    """Send messages and receive them until they are in the dead-letter queue; return their ids."""
    ids = pair.send(*bodies)
    while pair.count(pair.url):
        received(pair.client, pair.url)
    return ids


def create_pair(client: Client, **attributes: str) -> Pair:
    """A queue `q` with the dead-letter queue `dead`, which accepts no other source queue."""
    sqs = client("sqs")
    source_arn = "arn:aws:sqs:us-east-1:123456789012:q"
    allow = {"redrivePermission": "byQueue", "sourceQueueArns": [source_arn]}
    dead = _create_queue(sqs, "dead", {"RedriveAllowPolicy": json.dumps(allow)})
    dead_arn = "arn:aws:sqs:us-east-1:123456789012:dead"
    defaults = {
        "VisibilityTimeout": str(PATIENT_SECONDS),
        "RedrivePolicy": redrive_policy(),
    }
    source = _create_queue(sqs, "q", defaults | attributes)
    return Pair(client, source["QueueUrl"], source_arn, dead["QueueUrl"], dead_arn)


def create_events(client: Client, create_function: CreateFunction) -> Callable[[], list[Any]]:
    """The function, and what reads the events that it got."""
    client("dynamodb").create_table(
        TableName="events",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    create_function("worker", FUNCTION, Timeout=20)

    def read() -> list[Any]:
        items = client("dynamodb").scan(TableName="events", ConsistentRead=True)["Items"]
        return [json.loads(item["event"]["S"]) for item in items]

    return read


def map_queue(pair: Pair, **settings: Any) -> str:
    """Map the queue to the function `worker`, which reports failures; return the UUID."""
    defaults = {"BatchSize": 10, "FunctionResponseTypes": ["ReportBatchItemFailures"]}
    answer = pair.client("lambda").create_event_source_mapping(
        FunctionName="worker", EventSourceArn=pair.arn, **(defaults | settings)
    )
    uuid: str = answer["UUID"]
    return uuid


def bodies(events: list[Any]) -> list[list[str]]:
    """The bodies of every event."""
    return [[record["body"] for record in event["Records"]] for event in events]


def _create_queue(sqs: Any, name: str, attributes: dict[str, str]) -> Any:
    """Create a queue as soon as its name is free: AWS blocks it for a minute after a deletion."""

    def create() -> Any:
        try:
            return sqs.create_queue(QueueName=name, Attributes=attributes)
        except sqs.exceptions.QueueDeletedRecently:
            return None

    return poll(create)
