"""Messages of a queue reach the mapped function as on AWS."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.conftest import Client, CreateFunction, poll
from tests.localcloud.queues import (
    HASTY_SECONDS,
    RECEIVES,
    Pair,
    bodies,
    create_events,
    create_pair,
    map_queue,
)

Events = Callable[[], list[Any]]


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


@pytest.fixture
def hasty(client: Client) -> Pair:
    return create_pair(client, VisibilityTimeout=str(HASTY_SECONDS))


@pytest.fixture
def events(client: Client, create_function: CreateFunction) -> Events:
    return create_events(client, create_function)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    return [_shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def test_an_event_has_the_shape_that_was_recorded(
    pair: Pair, events: Events, recorded: Callable[[str, str], Any]
) -> None:
    recording = recorded("sqs_mapping", "test_message_body_and_attributes_passed_correctly")
    (message,) = recording["first_attempt"]["Messages"]
    (theirs,) = message["Body"]["event"]["Records"]
    attributes = {
        name: {"DataType": each["dataType"], "StringValue": each["stringValue"]}
        for name, each in theirs["messageAttributes"].items()
    }
    map_queue(pair)

    (message_id,) = pair.send("hello", MessageAttributes=attributes)

    ((ours,),) = [event["Records"] for event in poll(events)]
    assert _shape(ours) == _shape(theirs)
    assert ours["messageAttributes"] == theirs["messageAttributes"]
    assert ours["md5OfMessageAttributes"] == theirs["md5OfMessageAttributes"]
    assert (ours["messageId"], ours["body"]) == (message_id, "hello")
    assert ours["attributes"]["ApproximateReceiveCount"] == "1"
    pair.drained()


def test_a_window_shows_a_digest_of_null(
    pair: Pair, events: Events, recorded: Callable[[str, str], Any]
) -> None:
    ((theirs,),) = [
        event["Records"]
        for event in recorded("sqs_mapping", "test_sqs_event_source_mapping")["events"]
    ]
    map_queue(pair, MaximumBatchingWindowInSeconds=1)

    pair.send("{}")

    ((ours,),) = [event["Records"] for event in poll(events)]
    assert list(ours) == list(theirs)
    assert _shape(ours) | {"body": "any"} == _shape(theirs) | {"body": "any"}


def test_a_message_group_is_in_the_attributes(
    client: Client, events: Events, recorded: Callable[[str, str], Any]
) -> None:
    recording = recorded("sqs_mapping", "test_report_batch_item_failures")
    theirs = recording["first_invocation"]["Messages"][0]["Body"]["event"]["Records"][0]
    fifo = {"FifoQueue": "true", "VisibilityTimeout": "900"}
    url = client("sqs").create_queue(QueueName="q.fifo", Attributes=fifo)["QueueUrl"]
    client("lambda").create_event_source_mapping(
        FunctionName="worker", EventSourceArn="arn:aws:sqs:us-east-1:123456789012:q.fifo"
    )

    client("sqs").send_message(
        QueueUrl=url, MessageBody="a", MessageGroupId="1", MessageDeduplicationId="dedup-1"
    )

    ((ours,),) = [event["Records"] for event in poll(events)]
    assert ours["attributes"].keys() == theirs["attributes"].keys()
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        assert ours["attributes"][name] == theirs["attributes"][name]


def test_a_batch_of_25_waits_for_its_window_and_loses_only_its_good_messages(
    pair: Pair, events: Events
) -> None:
    sent = ["bad" if number % 10 == 5 else f"good {number}" for number in range(25)]
    pair.send(*sent)

    map_queue(pair, BatchSize=25, MaximumBatchingWindowInSeconds=100)

    (first, *_) = bodies(poll(events))
    assert sorted(first) == sorted(sent)
    poll(lambda: pair.count(pair.url) == sent.count("bad"))


def test_what_fails_comes_again_after_its_timeout_and_is_dead_lettered_after_its_receives(
    client: Client, hasty: Pair, events: Events
) -> None:
    map_queue(hasty)

    bad, _good = hasty.send("bad", "good")

    (message,) = poll(
        lambda: client("sqs").receive_message(QueueUrl=hasty.dead_url).get("Messages")
    )
    assert (message["MessageId"], message["Body"]) == (bad, "bad")
    counts = [
        record["attributes"]["ApproximateReceiveCount"]
        for event in events()
        for record in event["Records"]
        if record["messageId"] == bad
    ]
    assert sorted(counts) == [str(number) for number in range(1, RECEIVES + 1)]
    assert [text for batch in bodies(events()) for text in batch].count("good") == 1
    assert hasty.count(hasty.url) == 0


# Runs far longer than the real time after which a message would come again.
LINGERING = """
import time
def handler(event, context):
    print("batch", len(event["Records"]))
    time.sleep(3)
"""


def test_a_message_stays_hidden_while_its_function_runs(
    client: Client, hasty: Pair, create_function: CreateFunction
) -> None:
    create_function("worker", LINGERING, Timeout=20)
    map_queue(hasty)

    hasty.send("good")

    hasty.drained()
    lines = client("logs").filter_log_events(
        logGroupName="/aws/lambda/worker", filterPattern='"batch"'
    )["events"]
    assert [line["message"].strip() for line in lines] == ["batch 1"]
    assert hasty.count(hasty.dead_url) == 0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("raise", id="the function fails"),
        pytest.param('{"batchItemFailures": [{"itemIdentifier": ""}]}', id="an empty id"),
        pytest.param('{"batchItemFailures": [{"itemIdentifier": null}]}', id="no id"),
        pytest.param('{"batchItemFailures": [{"foo": "notvalid"}]}', id="another key"),
        pytest.param('{"batchItemFailures": [{"itemIdentifier": "x"}]}', id="an unknown id"),
    ],
)
def test_a_batch_without_a_readable_report_fails_as_a_whole(
    hasty: Pair, events: Events, answer: str
) -> None:
    hasty.send(answer, "good")
    map_queue(hasty)

    poll(lambda: hasty.count(hasty.dead_url) == 2)
    assert all(sorted(batch) == sorted([answer, "good"]) for batch in bodies(events()))


@pytest.mark.parametrize("answer", ["null", '{"batchItemFailures": []}'])
def test_a_report_of_no_failure_is_success(pair: Pair, events: Events, answer: str) -> None:
    pair.send(answer, "good")
    map_queue(pair)

    pair.drained()
    assert len(events()) == 1
    assert pair.count(pair.dead_url) == 0


def test_without_the_setting_a_report_is_not_read(pair: Pair, events: Events) -> None:
    pair.send("bad", "good")
    map_queue(pair, FunctionResponseTypes=[])

    pair.drained()
    assert len(events()) == 1
    assert pair.count(pair.dead_url) == 0


def test_a_message_that_no_filter_matches_is_deleted(pair: Pair, events: Events) -> None:
    wanted = '{"kind": "wanted"}'
    map_queue(pair, FilterCriteria={"Filters": [{"Pattern": '{"body": {"kind": ["wanted"]}}'}]})

    pair.send('{"kind": "other"}', wanted, "no json")

    pair.drained()
    assert bodies(poll(events)) == [[wanted]]


def test_a_throttled_batch_waits_for_a_slot_and_uses_up_one_receive(
    client: Client, pair: Pair, events: Events
) -> None:
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    map_queue(pair)
    pair.send("good")
    poll(lambda: client("sqs").get_queue_attributes(
        QueueUrl=pair.url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1")  # fmt: skip

    client("lambda").delete_function_concurrency(FunctionName="worker")

    pair.drained()
    (event,) = events()
    assert event["Records"][0]["attributes"]["ApproximateReceiveCount"] == "1"


def test_a_disabled_mapping_leaves_the_messages_where_they_are(
    client: Client, pair: Pair, events: Events
) -> None:
    uuid = map_queue(pair, Enabled=False)
    pair.send("good")
    assert pair.count(pair.url) == 1
    assert events() == []

    client("lambda").update_event_source_mapping(UUID=uuid, Enabled=True)

    pair.drained()


def test_a_mapping_outlives_its_queue(client: Client, pair: Pair, events: Events) -> None:
    map_queue(pair)
    client("sqs").delete_queue(QueueUrl=pair.url)
    client("sqs").delete_queue(QueueUrl=pair.dead_url)

    again = create_pair(client)
    again.send("good")

    again.drained()
    assert bodies(events()) == [["good"]]


def test_a_client_of_the_queue_waits_as_long_as_the_queue_says(client: Client, pair: Pair) -> None:
    pair.send("good")
    client("sqs").receive_message(QueueUrl=pair.url)

    assert "Messages" not in client("sqs").receive_message(QueueUrl=pair.url, WaitTimeSeconds=2)
