"""People are told at most once per function and minute, and of everything."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_src.error_notifier.deliveries import Delivery, ErrorLine
from lambda_src.error_notifier.logic import Notifier
from tests.lambda_src.error_notifier.fakes import Clock, MemoryOperators


def _delivery(count: int, function: str = "price-enricher-dev") -> Delivery:
    lines = tuple(ErrorLine(f"error {n}", f"request-{n // 2}") for n in range(count))
    return Delivery(function, lines)


@pytest.fixture
def operators() -> MemoryOperators:
    return MemoryOperators()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notifier(operators: MemoryOperators, clock: Clock) -> Notifier:
    return Notifier(operators, clock)


def test_a_message_has_function_count_three_messages_and_request_ids(
    notifier: Notifier, operators: MemoryOperators
) -> None:
    assert notifier.notify(_delivery(5))

    assert operators.told == [
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


def test_what_is_held_back_for_a_minute_is_counted_in_the_next(
    notifier: Notifier, operators: MemoryOperators, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    clock.now += 59.9
    assert not notifier.notify(_delivery(2))
    assert not notifier.notify(_delivery(3))
    clock.now += 0.1
    assert notifier.notify(_delivery(4))

    assert [message["count"] for _, message in operators.told] == [1, 2 + 3 + 4]


def test_functions_do_not_hold_each_other_back(
    notifier: Notifier, operators: MemoryOperators
) -> None:
    notifier.notify(_delivery(1, "price-enricher-dev"))
    notifier.notify(_delivery(1, "webhook-processor-dev"))

    assert [message["function"] for _, message in operators.told] == [
        "price-enricher-dev",
        "webhook-processor-dev",
    ]


def test_a_failure_to_tell_raises_and_the_retry_tells_it_all(
    notifier: Notifier, operators: MemoryOperators, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    notifier.notify(_delivery(2))
    clock.now += 60
    operators.is_away = True
    with pytest.raises(ConnectionError):
        notifier.notify(_delivery(3))
    operators.is_away = False

    assert notifier.notify(_delivery(3))
    assert operators.told[-1][1]["count"] == 5


def test_a_clock_that_was_set_back_silences_nobody(
    notifier: Notifier, operators: MemoryOperators, clock: Clock
) -> None:
    notifier.notify(_delivery(1))
    clock.now -= 3600
    notifier.notify(_delivery(1))

    assert len(operators.told) == 2


def test_a_flood_of_errors_fits_a_message(notifier: Notifier, operators: MemoryOperators) -> None:
    notifier.notify(_delivery(10_000))

    (told,) = operators.told
    assert told[1]["count"] == 10_000
    assert len(json.dumps(told[1])) < 10_000


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5), st.floats(0, 100))))
def test_every_error_is_counted_once_and_no_minute_has_two_messages(
    deliveries: list[tuple[str, int, float]],
) -> None:
    operators, clock = MemoryOperators(), Clock()
    notifier = Notifier(operators, clock)
    told_at: dict[str, list[float]] = {"a": [], "b": []}
    for function, count, pause in deliveries:
        clock.now += pause
        if notifier.notify(_delivery(count, function)):
            told_at[function].append(clock.now)
    clock.now += 60
    for function in "ab":
        notifier.notify(_delivery(0, function))

    for times in told_at.values():
        assert all(later - earlier >= 60 for earlier, later in pairwise(times))
    assert sum(message["count"] for _, message in operators.told) == sum(
        count for _, count, _ in deliveries
    )
