"""Operators get at most one message per function and minute, and every error counts."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.error_notifier.logic import Delivery, ErrorLine, Notifier
from tests.lambda_src.error_notifier.fakes import Clock, FakeTopic


def _delivery(count: int, function: str = "price-enricher-dev") -> Delivery:
    lines = tuple(ErrorLine(f"error {n}", f"request-{n // 2}") for n in range(count))
    return Delivery(function, lines)


@pytest.fixture
def topic() -> FakeTopic:
    return FakeTopic()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notifier(topic: FakeTopic, clock: Clock) -> Notifier:
    return Notifier(topic, clock)


def test_a_message_has_function_count_three_messages_and_request_ids(
    notifier: Notifier, topic: FakeTopic
) -> None:
    assert notifier.notify(_delivery(5))

    assert topic.published == [
        (
            "Errors in price-enricher-dev",
            {
                "function": "price-enricher-dev",
                "count": 5,
                "messages": ["error 0", "error 1", "error 2"],
                "request_ids": ["request-0", "request-1", "request-2"],
            },
        )
    ]


def test_lines_suppressed_for_a_minute_count_in_the_next_message(
    notifier: Notifier, topic: FakeTopic, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    clock.now += 59.9
    assert not notifier.notify(_delivery(2))
    assert not notifier.notify(_delivery(3))
    clock.now += 0.1
    assert notifier.notify(_delivery(4))

    assert [message["count"] for _, message in topic.published] == [1, 2 + 3 + 4]


def test_functions_do_not_suppress_each_other(notifier: Notifier, topic: FakeTopic) -> None:
    notifier.notify(_delivery(1, "price-enricher-dev"))
    notifier.notify(_delivery(1, "webhook-processor-dev"))

    assert [message["function"] for _, message in topic.published] == [
        "price-enricher-dev",
        "webhook-processor-dev",
    ]


def test_a_failure_to_publish_raises_and_the_retry_publishes_all(
    notifier: Notifier, topic: FakeTopic, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    notifier.notify(_delivery(2))
    clock.now += 60
    topic.is_unavailable = True
    with pytest.raises(ConnectionError):
        notifier.notify(_delivery(3))
    topic.is_unavailable = False

    assert notifier.notify(_delivery(3))
    assert topic.published[-1][1]["count"] == 5


def test_a_clock_that_was_set_back_suppresses_nothing(
    notifier: Notifier, topic: FakeTopic, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    clock.now -= 3600
    notifier.notify(_delivery(1))

    assert len(topic.published) == 2


def test_a_flood_of_errors_fits_a_message(notifier: Notifier, topic: FakeTopic) -> None:
    notifier.notify(_delivery(10_000))

    (message,) = topic.published
    assert message[1]["count"] == 10_000
    assert len(json.dumps(message[1])) < 10_000


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5), st.floats(0, 100))))
def test_every_error_is_counted_once_and_no_minute_has_two_messages(
    deliveries: list[tuple[str, int, float]],
) -> None:
    topic, clock = FakeTopic(), Clock()
    notifier = Notifier(topic, clock)
    published_at: dict[str, list[float]] = {"a": [], "b": []}
    for function, count, pause in deliveries:
        clock.now += pause
        if notifier.notify(_delivery(count, function)):
            published_at[function].append(clock.now)
    clock.now += 61  # more than a minute, however the sum of the pauses was rounded
    for function in "ab":
        notifier.notify(_delivery(0, function))

    for times in published_at.values():
        assert all(later - earlier >= 60 for earlier, later in pairwise(times))
    assert sum(message["count"] for _, message in topic.published) == sum(
        count for _, count, _ in deliveries
    )
