"""Dead letter queues serve whom they allow, and give back what they hold."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.conftest import Client
from tests.localcloud.queues import Pair, create_pair

RECEIVE_AND_LEAVE: Any = {"VisibilityTimeout": 0, "MaxNumberOfMessages": 10}


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


def _give_up(client: Client, pair: Pair, *bodies: str) -> None:
    pair.send(*bodies)
    while pair.count(pair.url):
        client("sqs").receive_message(QueueUrl=pair.url, **RECEIVE_AND_LEAVE)


def _messages(client: Client, url: str) -> list[Any]:
    answer = client("sqs").receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], **RECEIVE_AND_LEAVE
    )
    messages: list[Any] = answer.get("Messages", [])
    return messages


def test_dead_letters_go_back_to_where_they_came_from_as_new_messages(
    client: Client, pair: Pair
) -> None:
    _give_up(client, pair, "a", "b")
    before = {message["MessageId"] for message in _messages(client, pair.dead_url)}

    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    moved = _messages(client, pair.url)
    assert sorted(message["Body"] for message in moved) == ["a", "b"]
    assert not before & {message["MessageId"] for message in moved}
    assert pair.count(pair.dead_url) == 0


def test_dead_letters_go_to_a_queue_that_is_named(client: Client, pair: Pair) -> None:
    other = client("sqs").create_queue(QueueName="other")["QueueUrl"]
    _give_up(client, pair, "a")

    client("sqs").start_message_move_task(
        SourceArn=pair.dead_arn, DestinationArn="arn:aws:sqs:us-east-1:123456789012:other"
    )

    assert [message["Body"] for message in _messages(client, other)] == ["a"]


def test_what_was_sent_to_a_dead_letter_queue_has_no_way_back(client: Client, pair: Pair) -> None:
    client("sqs").send_message(QueueUrl=pair.dead_url, MessageBody="by hand")

    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    assert [message["Body"] for message in _messages(client, pair.dead_url)] == ["by hand"]


def test_the_last_moves_are_listed_with_their_counts(client: Client, pair: Pair) -> None:
    _give_up(client, pair, "a", "b")
    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    (task,) = client("sqs").list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]

    assert task["Status"] == "COMPLETED"
    assert task["SourceArn"] == pair.dead_arn
    assert task["ApproximateNumberOfMessagesToMove"] == 2
    assert task["ApproximateNumberOfMessagesMoved"] == 2


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param("q", "AWS.SimpleQueueService.UnsupportedOperation", id="no dead letters"),
        pytest.param("nothing", "ResourceNotFoundException", id="no queue"),
    ],
)
def test_only_a_dead_letter_queue_gives_back(
    client: Client, pair: Pair, source: str, code: str
) -> None:
    arn = pair.arn.replace(":q", f":{source}")
    with pytest.raises(ClientError) as refusal:
        client("sqs").start_message_move_task(SourceArn=arn)

    assert refusal.value.response["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("allow", "taken"),
    [
        ({"redrivePermission": "allowAll"}, True),
        ({"redrivePermission": "denyAll"}, False),
        ({"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:r:1:other"]}, False),
    ],
)
def test_a_dead_letter_queue_serves_only_whom_it_allows(
    client: Client, pair: Pair, allow: dict[str, Any], taken: bool
) -> None:
    sqs = client("sqs")
    assert pair.url
    sqs.create_queue(QueueName="choosy", Attributes={"RedriveAllowPolicy": json.dumps(allow)})
    redrive = {
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:choosy",
        "maxReceiveCount": 5,
    }
    attributes = {"RedrivePolicy": json.dumps(redrive)}
    if taken:
        sqs.create_queue(QueueName="another", Attributes=attributes)
        return
    with pytest.raises(ClientError) as refusal:
        sqs.set_queue_attributes(QueueUrl=pair.url, Attributes=attributes)
    assert "does not allow" in str(refusal.value)


MAPPING: Any = {"FunctionName": "worker", "BatchSize": 10}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"BatchSize": 11}, "Maximum batch window in seconds must be greater than 0"),
        ({"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:x"}, "queue does not exist"),
    ],
)
def test_a_mapping_that_aws_refuses_is_refused(
    client: Client, pair: Pair, create_function: Any, settings: dict[str, Any], sentence: str
) -> None:
    create_function("worker", "def handler(event, context): pass")
    arguments = {**MAPPING, "EventSourceArn": pair.arn, **settings}

    with pytest.raises(ClientError, match=sentence):
        client("lambda").create_event_source_mapping(**arguments)


def test_a_queue_must_hide_messages_as_long_as_the_function_may_run(
    client: Client, pair: Pair, create_function: Any
) -> None:
    create_function("worker", "def handler(event, context): pass", Timeout=61)

    with pytest.raises(ClientError, match="Queue visibility timeout: 60 seconds is less than"):
        client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)


def test_a_second_mapping_of_the_same_function_is_refused(
    client: Client, pair: Pair, create_function: Any
) -> None:
    create_function("worker", "def handler(event, context): pass")
    client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)

    with pytest.raises(ClientError, match="already exists") as refusal:
        client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)

    response: Any = refusal.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_a_small_batch_may_not_grow_without_a_window(
    client: Client, pair: Pair, create_function: Any
) -> None:
    create_function("worker", "def handler(event, context): pass")
    uuid = client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)["UUID"]

    with pytest.raises(ClientError, match="Maximum batch window"):
        client("lambda").update_event_source_mapping(UUID=uuid, BatchSize=25)
