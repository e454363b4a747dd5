"""The rules of asynchronous retries, without any cloud around them."""

from collections.abc import Callable
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.lambda_.async_invocation.event import AsyncEvent
from localcloud.lambda_.async_invocation.records import dead_letter_attributes, destination_record
from localcloud.lambda_.async_invocation.retries import (
    DestinationCondition,
    Retry,
    after_error,
    after_throttle,
)
from localcloud.lambda_.async_invocation.schedule import Schedule
from localcloud.lambda_.interface import InvocationResult
from localcloud.lambda_.store import AsyncSettings

ARN = "arn:aws:lambda:us-east-1:123456789012:function:worker:$LATEST"
DEFAULTS = AsyncSettings(ARN)
ages = st.floats(min_value=0, max_value=100_000)


@pytest.mark.parametrize(
    ("attempts", "decision"),
    [
        pytest.param(1, Retry(60), id="a minute after the first"),
        pytest.param(2, Retry(120), id="two minutes after the second"),
        pytest.param(3, DestinationCondition.RETRIES_EXHAUSTED, id="nothing after the third"),
    ],
)
def test_errors_are_retried_twice(attempts: int, decision: Retry | DestinationCondition) -> None:
    assert after_error(DEFAULTS, attempts, age_s=1) == decision


@given(attempts=st.integers(1, 2), age_s=ages, limit=st.integers(60, 21_600))
def test_no_attempt_is_planned_after_the_age_limit(attempts: int, age_s: float, limit: int) -> None:
    decision = after_error(AsyncSettings(ARN, max_age_s=limit), attempts, age_s)
    if isinstance(decision, Retry):
        assert age_s + decision.delay_s <= limit
    else:
        assert decision is DestinationCondition.EVENT_AGE_EXCEEDED


@given(throttles=st.integers(1, 60))
def test_the_back_off_after_throttles_grows_from_one_second_to_five_minutes(
    throttles: int,
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    decision = after_throttle(DEFAULTS, throttles, age_s=0, reserved=5)
    assert isinstance(decision, Retry)
    assert 1 <= decision.delay_s <= 300
    longer = after_throttle(DEFAULTS, throttles + 1, age_s=0, reserved=5)
    assert isinstance(longer, Retry)
    assert longer.delay_s >= decision.delay_s


@given(age_s=ages, throttles=st.integers(1, 60))
def test_reserved_concurrency_zero_never_retries(age_s: float, throttles: int) -> None:
    decision = after_throttle(DEFAULTS, throttles, age_s, reserved=0)
    assert decision is DestinationCondition.ZERO_CONCURRENCY


def test_the_age_of_an_event_counts_scaled_waits_in_full() -> None:
    event = AsyncEvent(ARN, "id", b"{}")
    event.add_wait(aws_seconds=60, real_seconds=0.6)
    assert 59.4 <= event.age_s < 600


def test_a_record_of_an_event_that_never_ran_has_no_response() -> None:
    event = AsyncEvent(ARN, "id", b'{"a": 1}')
    record = destination_record(event, ARN, DestinationCondition.ZERO_CONCURRENCY, None)
    assert '"approximateInvokeCount": 0' in record
    assert "response" not in record


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        pytest.param(b'{"errorMessage": "broken"}', "broken", id="an error document"),
        pytest.param(b'{"errorMessage": ""}', "Unknown", id="an empty message"),
        pytest.param(b'"text"', "Unknown", id="no document"),
        pytest.param(b'{"errorMessage": "%s"}' % (b"x" * 2000), "x" * 1024, id="a long message"),
        pytest.param(
            b'{"errorMessage": "%s"}' % ("é" * 600).encode(), "é" * 512, id="whole letters"
        ),
    ],
)
def test_the_error_message_of_a_dead_letter_message_for(payload: bytes, message: str) -> None:
    result = InvocationResult(payload, "Unhandled", "id")
    attributes = dead_letter_attributes(AsyncEvent(ARN, "id", b"{}"), result)
    assert attributes["ErrorMessage"] == ("String", message)


@pytest.fixture
def schedule() -> Any:
    made = Schedule(time_scale=0.01)
    yield made
    made.close()


def test_actions_start_in_the_order_of_their_time(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[-1])
    monkeypatch.setattr("localcloud.lambda_.async_invocation.schedule.time", clock)
    started: list[str] = []
    done = Event()

    def note(name: str) -> Callable[[], None]:
        return lambda: started.append(name)

    schedule.after(20, done.set)
    schedule.after(10, note("second"))
    schedule.after(1, note("first"))
    now.append(1.0)
    schedule.after(0, done.set)
    assert done.wait(300)
    assert started == ["first", "second"]


def test_a_closed_schedule_starts_nothing(schedule: Schedule) -> None:
    started = Event()
    schedule.after(5, started.set)
    schedule.close()
    assert not started.wait(0.2)
