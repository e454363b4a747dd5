"""Message move tasks redrive the messages of dead-letter queues."""

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.conftest import Client, poll
from tests.localcloud.queues import Pair, create_pair, dead_letter, received, redrive_policy


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


def test_dead_letter_messages_go_back_to_their_source_queue_as_new_messages(
    client: Client, pair: Pair
) -> None:
    dead_letter(pair, "a", "b")
    before = {message["MessageId"] for message in received(client, pair.dead_url)}

    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    moved = received(client, pair.url)
    assert sorted(message["Body"] for message in moved) == ["a", "b"]
    assert not before & {message["MessageId"] for message in moved}
    assert pair.count(pair.dead_url) == 0


def test_dead_letter_messages_go_to_a_queue_that_is_named(client: Client, pair: Pair) -> None:
    other = client("sqs").create_queue(QueueName="other")["QueueUrl"]
    dead_letter(pair, "a")

    client("sqs").start_message_move_task(
        SourceArn=pair.dead_arn, DestinationArn="arn:aws:sqs:us-east-1:123456789012:other"
    )

    assert [message["Body"] for message in received(client, other)] == ["a"]


def test_a_message_sent_to_a_dead_letter_queue_directly_has_no_source(
    client: Client, pair: Pair
) -> None:
    client("sqs").send_message(QueueUrl=pair.dead_url, MessageBody="by hand")

    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    assert [message["Body"] for message in received(client, pair.dead_url)] == ["by hand"]
    (task,) = client("sqs").list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")


def test_the_last_moves_are_listed_with_their_counts(client: Client, pair: Pair) -> None:
    dead_letter(pair, "a", "b")
    client("sqs").start_message_move_task(SourceArn=pair.dead_arn)

    (task,) = client("sqs").list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]

    assert task["Status"] == "COMPLETED"
    assert task["SourceArn"] == pair.dead_arn
    assert task["ApproximateNumberOfMessagesToMove"] == 2
    assert task["ApproximateNumberOfMessagesMoved"] == 2


def test_a_move_at_a_rate_can_be_seen_and_stopped_and_has_its_queue_to_itself(
    client: Client, pair: Pair
) -> None:
    sqs = client("sqs")
    dead_letter(pair, *"abcd")
    handle = sqs.start_message_move_task(SourceArn=pair.dead_arn, MaxNumberOfMessagesPerSecond=1)
    poll(lambda: pair.count(pair.url))

    with pytest.raises(ClientError, match="Only one active task"):
        sqs.start_message_move_task(SourceArn=pair.dead_arn)
    (running,) = sqs.list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]
    sqs.cancel_message_move_task(TaskHandle=handle["TaskHandle"])
    with pytest.raises(ClientError, match="Only active tasks can be cancelled"):
        sqs.cancel_message_move_task(TaskHandle=handle["TaskHandle"])

    (task,) = sqs.list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]
    assert (running["Status"], running["TaskHandle"]) == ("RUNNING", handle["TaskHandle"])
    assert (task["Status"], task["MaxNumberOfMessagesPerSecond"]) == ("CANCELLED", 1)
    assert pair.count(pair.url) == task["ApproximateNumberOfMessagesMoved"] < 4
    assert pair.count(pair.url) + pair.count(pair.dead_url) == 4


def test_a_message_whose_source_queue_was_deleted_stays(client: Client, pair: Pair) -> None:
    sqs = client("sqs")
    dead_letter(pair, "a")
    sqs.set_queue_attributes(QueueUrl=pair.dead_url, Attributes={"RedriveAllowPolicy": ""})
    sqs.create_queue(QueueName="other", Attributes={"RedrivePolicy": redrive_policy()})
    sqs.delete_queue(QueueUrl=pair.url)

    sqs.start_message_move_task(SourceArn=pair.dead_arn)

    (task,) = sqs.list_message_move_tasks(SourceArn=pair.dead_arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("FAILED", 0)
    assert pair.count(pair.dead_url) == 1


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param("q", "AWS.SimpleQueueService.UnsupportedOperation", id="no dead-letter queue"),
        pytest.param("nothing", "ResourceNotFoundException", id="no queue"),
    ],
)
def test_only_a_dead_letter_queue_can_be_redriven(
    client: Client, pair: Pair, source: str, code: str
) -> None:
    arn = pair.arn.replace(":q", f":{source}")
    with pytest.raises(ClientError) as error:
        client("sqs").start_message_move_task(SourceArn=arn)

    assert error.value.response["Error"]["Code"] == code


def test_a_rate_has_limits(client: Client, pair: Pair) -> None:
    with pytest.raises(ClientError, match="between 1 and 500"):
        client("sqs").start_message_move_task(
            SourceArn=pair.dead_arn, MaxNumberOfMessagesPerSecond=501
        )
