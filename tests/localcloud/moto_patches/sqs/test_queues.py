"""Queues keep their policies, hand a message to one receiver, and invoke no function."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.documents import allow, document

Client = Callable[[str], Any]

DEAD_LETTERS = "arn:aws:sqs:us-east-1:123456789012:dead-letters"


def attributes(client: Client, url: str) -> dict[str, str]:
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    described: dict[str, str] = answer["Attributes"]
    return described


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        pytest.param(
            '{"redrivePermission": "denyAll"}', '{"redrivePermission":"denyAll"}', id="deny"
        ),
        pytest.param(
            '{"sourceQueueArns":["b","a"],"redrivePermission":"byQueue"}',
            '{"redrivePermission":"byQueue","sourceQueueArns":["b","a"]}',
            id="by queue, keys sorted, list in its order",
        ),
    ],
)
def test_redrive_allow_policy_is_kept_in_compact_form(
    given: str, answered: str, client: Client
) -> None:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"RedriveAllowPolicy": given})["QueueUrl"]
    named = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedriveAllowPolicy"])
    assert attributes(client, url)["RedriveAllowPolicy"] == answered
    assert named["Attributes"] == {"RedriveAllowPolicy": answered}


def test_a_queue_without_redrive_policies_answers_none(client: Client) -> None:
    url = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    assert not {"RedrivePolicy", "RedriveAllowPolicy"} & attributes(client, url).keys()


def test_redrive_policy_is_answered_in_compact_form(client: Client) -> None:
    sqs = client("sqs")
    sqs.create_queue(QueueName="dead-letters")
    policy = json.dumps({"maxReceiveCount": 5, "deadLetterTargetArn": DEAD_LETTERS})
    url = sqs.create_queue(QueueName="q", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    compact = f'{{"deadLetterTargetArn":"{DEAD_LETTERS}","maxReceiveCount":5}}'
    assert attributes(client, url)["RedrivePolicy"] == compact


def test_setting_one_attribute_keeps_the_access_policy(client: Client) -> None:
    sqs = client("sqs")
    policy = document(allow("sqs:SendMessage", Principal="*"))
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": policy})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    assert json.loads(attributes(client, url)["Policy"]) == json.loads(policy)


def test_an_access_policy_can_be_taken_away(client: Client) -> None:
    sqs = client("sqs")
    policy = document(allow("sqs:SendMessage", Principal="*"))
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": policy})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in attributes(client, url)


def test_concurrent_receivers_never_get_the_same_message(client: Client) -> None:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    for batch in range(10):
        entries = [{"Id": str(n), "MessageBody": f"{batch}-{n}"} for n in range(10)]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
    received: list[str] = []

    def receive() -> None:
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3).get("Messages"):
            received.extend(message["Body"] for message in messages)

    receivers = [threading.Thread(target=receive) for _ in range(8)]
    for receiver in receivers:
        receiver.start()
    for receiver in receivers:
        receiver.join()
    assert sorted(received) == sorted({f"{batch}-{n}" for batch in range(10) for n in range(10)})


def test_a_long_poll_returns_as_soon_as_a_message_arrives(client: Client) -> None:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sender = threading.Timer(0.3, sqs.send_message, kwargs={"QueueUrl": url, "MessageBody": "a"})
    sender.start()
    [message] = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    sender.join()
    assert message["Body"] == "a"


# Reports whether a message arrived while it ran.
WAITING = """
import boto3, os

def handler(event, context):
    sqs = boto3.client("sqs")
    went = sqs.receive_message(QueueUrl=os.environ["GO"], WaitTimeSeconds=20).get("Messages")
    sqs.send_message(QueueUrl=os.environ["SAID"], MessageBody="let go" if went else "left alone")
"""


def test_a_mapped_function_does_not_run_inside_send_message(
    client: Client, create_function: Callable[..., str], eventually: Callable[..., Any]
) -> None:
    sqs = client("sqs")
    url, go, said = (
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "180"})["QueueUrl"]
        for name in ("q", "go", "said")
    )
    environment = {"Variables": {"GO": go, "SAID": said}}
    arn = create_function("worker", WAITING, Environment=environment)
    client("lambda").create_event_source_mapping(
        EventSourceArn=attributes(client, url)["QueueArn"], FunctionName=arn
    )

    sqs.send_message(QueueUrl=url, MessageBody="a")
    sqs.send_message(QueueUrl=go, MessageBody="go")

    [message] = eventually(
        lambda: sqs.receive_message(QueueUrl=said, WaitTimeSeconds=20).get("Messages")
    )
    assert message["Body"] == "let go"
