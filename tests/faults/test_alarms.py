"""Alarms of both stacks fire once for their cause, and return to OK when that is over."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.faults.alarm_causes import CAUSES
from tests.faults.alarm_drills import World
from tests.faults.conftest import Inject
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender
from tests.integration.deployed import client
from tests.integration.market_data_processing.deployed import MarketDataProcessing
from tests.integration.messages import TopicQueue, subscribed
from tests.integration.polling import wait
from tests.share import NIGHTLY, of_commit

PATIENCE_SECONDS = 600.0
# Every cause at night, for each commit two of the quick ones.
DRILLED = of_commit([name for name in sorted(CAUSES) if NIGHTLY or not CAUSES[name].is_long], 0.1)


@pytest.fixture
def topics(crypto: CryptoPriceProcessing) -> Iterator[list[TopicQueue]]:
    """What the operations topics of both stacks publish."""
    stacks = (crypto, MarketDataProcessing.read())
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(subscribed(each["operations_topic_arn"], each.suffix))
            for each in stacks
        ]


@pytest.mark.parametrize("cause", DRILLED)
def test_each_alarm_of_a_cause_rings_and_returns_to_ok(
    crypto: CryptoPriceProcessing, inject: Inject, topics: list[TopicQueue], cause: str
) -> None:
    expected = {f"{alarm}-{crypto.suffix}" for alarm in CAUSES[cause].alarms}
    with subscribed(crypto["sns_topic_arn"], crypto.suffix) as success:
        world = World(crypto, MarketDataProcessing.read(), Sender(crypto, success), inject)
        world.empty_dead_letters()
        _wait_for_calm(expected)
        with CAUSES[cause].drill(world):
            _wait_for(topics, expected, "ALARM")
        inject()
        _wait_for(topics, expected, "OK")
    for alarm in expected:
        assert _states(topics, alarm) == ["ALARM", "OK"]


def _wait_for_calm(alarms: set[str]) -> None:
    """Wait until the alarms are OK: other tests leave some in ALARM."""

    def are_ok() -> bool | None:
        answer = client("cloudwatch").describe_alarms(AlarmNames=sorted(alarms))
        return all(each["StateValue"] == "OK" for each in answer["MetricAlarms"]) or None

    wait(are_ok, f"OK of {', '.join(sorted(alarms))}", seconds=PATIENCE_SECONDS)


def _wait_for(topics: list[TopicQueue], alarms: set[str], state: str) -> None:
    """Wait until each alarm has told its topic of the state."""

    def arrived() -> bool | None:
        for topic in topics:
            topic.find(lambda _: False)
        return all(state in _states(topics, alarm) for alarm in alarms) or None

    wait(arrived, f"{state} of {', '.join(sorted(alarms))}", seconds=PATIENCE_SECONDS)


def _states(topics: list[TopicQueue], alarm: str) -> list[str]:
    """The states of an alarm in the order of their messages, without those of its first OK."""
    messages = [each for topic in topics for each in topic.received]
    changes = sorted(
        (each["StateChangeTime"], each["NewStateValue"])
        for each in messages
        if each.get("AlarmName") == alarm and each["OldStateValue"] != "INSUFFICIENT_DATA"
    )
    return [state for _, state in changes]
