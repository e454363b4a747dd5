"""No message is lost, and nothing hangs, when queue, function or cloud change during delivery."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.localcloud.conftest import Client, CreateFunction, poll
from tests.localcloud.queues import (
    FUNCTION,
    Pair,
    bodies,
    create_events,
    create_pair,
    map_queue,
)

Events = Callable[[], list[Any]]
SLOW = """
import time
def handler(event, context):
    time.sleep(600)
"""


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


@pytest.fixture
def events(client: Client, create_function: CreateFunction) -> Events:
    return create_events(client, create_function)


def _in_flight(pair: Pair) -> str:
    name = "ApproximateNumberOfMessagesNotVisible"
    answer = pair.client("sqs").get_queue_attributes(QueueUrl=pair.url, AttributeNames=[name])
    number: str = answer["Attributes"][name]
    return number


def _throttle(client: Client) -> None:
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda client, uuid: client.delete_event_source_mapping(UUID=uuid), id="gone"),
        pytest.param(
            lambda client, uuid: client.update_event_source_mapping(UUID=uuid, Enabled=False),
            id="disabled",
        ),
    ],
)
def test_a_mapping_that_ends_stops_trying_what_is_throttled(
    client: Client, pair: Pair, events: Events, end: Callable[[Any, str], object]
) -> None:
    _throttle(client)
    uuid = map_queue(pair)
    pair.send("good")
    poll(lambda: _in_flight(pair) == "1")

    end(client("lambda"), uuid)
    time.sleep(0.5)  # an attempt may be under way
    client("lambda").delete_function_concurrency(FunctionName="worker")
    time.sleep(0.7)  # more than the longest back-off

    assert events() == []
    assert pair.count(pair.url) == 1


def test_no_more_is_received_than_the_maximum_concurrency_can_process(
    pair: Pair, create_function: CreateFunction
) -> None:
    create_function("worker", SLOW, Timeout=900)
    pair.send(*"abcdef")

    map_queue(pair, BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})

    poll(lambda: _in_flight(pair) == "2")
    time.sleep(0.5)  # in which a third would have been received
    assert _in_flight(pair) == "2"


def test_a_function_that_is_updated_goes_on_with_the_rest(
    client: Client, pair: Pair, events: Events
) -> None:
    map_queue(pair, BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})
    sent = [f"good {number}" for number in range(20)]
    pair.send(*sent)
    poll(events)

    client("lambda").update_function_configuration(
        FunctionName="worker", Environment={"Variables": {"NEW": "1"}}
    )

    pair.drained()
    assert sorted(text for (text,) in bodies(events())) == sorted(sent)
    assert pair.count(pair.dead_url) == 0


def test_a_function_that_is_missing_for_a_while_gets_its_messages(
    client: Client, pair: Pair, events: Events, create_function: CreateFunction
) -> None:
    map_queue(pair)
    client("lambda").delete_function(FunctionName="worker")
    client("logs").delete_log_group(logGroupName="/aws/lambda/worker")
    pair.send("good")
    poll(lambda: _in_flight(pair) == "1")

    create_function("worker", FUNCTION, Timeout=20)

    pair.drained()
    assert bodies(events()) == [["good"]]


def test_a_queue_deleted_with_its_batch_in_flight_leaves_the_mapping_alive(
    client: Client, pair: Pair, events: Events
) -> None:
    _throttle(client)
    map_queue(pair)
    pair.send("good")
    poll(lambda: _in_flight(pair) == "1")
    for url in (pair.url, pair.dead_url):
        client("sqs").delete_queue(QueueUrl=url)
    client("lambda").delete_function_concurrency(FunctionName="worker")
    poll(events)  # it was received before, and there is nothing left to delete

    again = create_pair(client)
    again.send("better")

    again.drained()
    assert ["better"] in bodies(events())


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Requested before the cloud, so it looks after the cloud's end."""
    yield
    pollers = ("sqs-poller",)
    poll(lambda: not [each for each in threading.enumerate() if each.name.startswith(pollers)])


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("throttled", [False, True])
def test_a_cloud_may_end_while_a_batch_is_in_flight(
    client: Client, pair: Pair, create_function: CreateFunction, throttled: bool
) -> None:
    create_function("worker", SLOW, Timeout=900)
    if throttled:
        _throttle(client)
    map_queue(pair)

    pair.send("good")

    poll(lambda: _in_flight(pair) == "1")
