"""Alerts are stored once and published at least once; a bad message fails alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_src.data_processor import thresholds
from lambda_src.data_processor.alerts import Alert
from lambda_src.data_processor.batch import MessageBatch
from lambda_src.data_processor.logic import MessageProcessor
from lambda_src.data_processor.ports import AlertSinkUnavailable, AlertTable, AlertTopic
from tests.lambda_src.data_processor.records import record

THRESHOLDS = thresholds.load('{"default": {"high": "150", "low": "50"}}')


class Killed(BaseException):
    """The sandbox is gone; nobody catches this."""


@dataclass
class Cloud(AlertTable, AlertTopic):
    """Table and topic in memory. `faults` answers the calls in turn; None is a good answer."""

    faults: list[BaseException | None] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    stored: dict[str, Alert] = field(default_factory=dict)
    puts: int = 0
    published: list[Alert] = field(default_factory=list)
    calls: int = 0

    def put(self, alert: Alert) -> bool:
        self._call()
        is_new = alert.timestamp not in self.stored
        self.stored.setdefault(alert.timestamp, alert)
        return is_new

    def publish(self, alerts: Sequence[Alert]) -> Sequence[Alert]:
        self._call()
        assert 1 <= len(alerts) <= 10
        refused = [alert for alert in alerts if alert.message.message_id in self.refused]
        self.published += [alert for alert in alerts if alert not in refused]
        return refused

    def _call(self) -> None:
        self.calls += 1
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault


def _run(cloud: Cloud, records: list[dict[str, Any]], calls_of_time: int = 10**6) -> MessageBatch:
    left = [True] * calls_of_time
    return MessageProcessor(THRESHOLDS, cloud, cloud).process(
        records, lambda: bool(left) and left.pop()
    )


def _high(count: int) -> list[dict[str, Any]]:
    return [record(f"m-{number}", {"symbol": "X", "price": 151}) for number in range(count)]


def test_25_alerts_take_25_puts_and_3_batches() -> None:
    batch = _run(cloud := Cloud(), _high(25))

    assert cloud.calls == 28
    assert batch.failed == []
    assert len(cloud.stored) == len(cloud.published) == 25
    assert batch.published_by_type == {"HIGH": 25}


def test_messages_without_an_alert_make_no_calls() -> None:
    prices = [50, 100, 150] * 8
    batch = _run(
        cloud := Cloud(),
        [record(f"m-{n}", {"symbol": "X", "price": p}) for n, p in enumerate(prices)],
    )

    assert (cloud.calls, batch.failed) == (0, [])


def test_a_bad_message_fails_alone() -> None:
    records = _high(25)
    for position in (3, 11, 24):
        records[position]["body"] = "{"
    batch = _run(cloud := Cloud(), records)

    assert batch.failed == ["m-3", "m-11", "m-24"]
    assert [reason.value for reason in batch.invalid.values()] == ["not_json"] * 3
    assert len(cloud.published) == 22


def test_a_message_delivered_again_is_stored_once_and_published_again() -> None:
    cloud = Cloud()
    _run(cloud, _high(1))
    batch = _run(cloud, _high(1))

    assert batch.failed == []
    assert len(cloud.stored) == 1
    assert len(cloud.published) == 2


def test_two_messages_of_the_same_price_and_time_are_two_alerts() -> None:
    _run(cloud := Cloud(), _high(2))

    assert len(cloud.stored) == 2


def test_what_the_table_refused_is_received_again_and_not_published() -> None:
    batch = _run(cloud := Cloud([None, AlertSinkUnavailable()]), _high(3))

    assert batch.failed == ["m-1"]
    assert isinstance(batch.unavailable, AlertSinkUnavailable)
    assert [alert.message.message_id for alert in cloud.published] == ["m-0", "m-2"]


def test_what_the_topic_refused_is_received_again() -> None:
    batch = _run(Cloud(refused={"m-4"}), _high(12))

    assert batch.failed == ["m-4"]
    assert batch.published_by_type == {"HIGH": 11}


def test_when_the_topic_fails_its_whole_batch_is_received_again() -> None:
    batch = _run(Cloud([*[None] * 12, AlertSinkUnavailable()]), _high(12))

    assert batch.failed == [f"m-{number}" for number in range(10)]


def test_messages_without_time_left_return_to_the_queue() -> None:
    batch = _run(cloud := Cloud(), _high(5), calls_of_time=3)

    assert cloud.calls == 3
    assert set(batch.failed) == {f"m-{number}" for number in range(5)}
    assert cloud.published == []


FAULTS = st.lists(st.sampled_from([None, None, AlertSinkUnavailable(), Killed()]), max_size=40)


@given(faults=FAULTS, bad=st.sets(st.integers(0, 24), max_size=5))
def test_nothing_is_lost_or_stored_twice_whatever_fails(
    faults: list[BaseException | None], bad: set[int]
) -> None:
    """SQS delivers again what failed, and everything when the function died."""
    cloud = Cloud(list(faults))
    waiting = _high(25)
    for position in bad:
        waiting[position]["body"] = "?"
    for _ in range(len(faults) + 2):
        try:
            failed = set(_run(cloud, waiting).failed)
        except Killed:
            continue
        waiting = [each for each in waiting if each["messageId"] in failed]

    good = {f"m-{number}" for number in range(25) if number not in bad}
    assert {each["messageId"] for each in waiting} == {f"m-{number}" for number in bad}
    assert {alert.message.message_id for alert in cloud.stored.values()} == good
    assert {alert.message.message_id for alert in cloud.published} == good
    assert len(cloud.stored) == len(good)
