"""A thousand messages under throttling: none lost, no alert twice, the bad ones kept."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Inject
from tests.integration.deployed import client
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body
from tests.integration.messages import TopicQueue, subscribed
from tests.integration.polling import wait

MESSAGES, BAD_EVERY, ALERT_EVERY = 1000, 20, 2
SYMBOLS = 10
THROTTLING = (
    {"operation": "dynamodb.PutItem", "effect": "throttle", "probability": 0.1},
    {"operation": "sns.PublishBatch", "effect": "throttle", "probability": 0.1},
    {"operation": "lambda.Invoke", "effect": "throttle", "probability": 0.1},
    {"operation": "sns.PublishBatch", "effect": "partial", "probability": 0.02},
)
PATIENCE_SECONDS = 240.0


@pytest.fixture(scope="session")
def market(environment: str) -> MarketDataProcessing:
    assert environment
    return MarketDataProcessing.read()


def _price(number: int) -> int:
    """Every twentieth is bad, and every second of the others an alert."""
    if number % BAD_EVERY == 0:
        return -1
    return 151 if number % ALERT_EVERY else 100


def test_no_message_is_lost_and_no_alert_is_raised_twice(
    market: MarketDataProcessing, inject: Inject, hits: Callable[[], int]
) -> None:
    prices = [_price(number) for number in range(MESSAGES)]
    inject(*THROTTLING)
    with subscribed(market["sns_topic_arn"], market.suffix) as alerts:
        messages = [body(f"M-{number % SYMBOLS}", price) for number, price in enumerate(prices)]
        ids = market.send(messages)
        alerting = {each for each, price in zip(ids, prices, strict=True) if price > 150}
        bad = {each for each, price in zip(ids, prices, strict=True) if price < 0}

        notified = wait(
            lambda: _all_notified(alerts, alerting), "notices", seconds=PATIENCE_SECONDS
        )
        kept = wait(lambda: _all_kept(market, bad), "dead letters", seconds=PATIENCE_SECONDS)

    assert len(bad) == MESSAGES / BAD_EVERY
    assert set(notified) == alerting == _stored(market)
    assert set(notified.values()) == {1}
    assert kept == bad
    assert hits() > MESSAGES * 0.02


def test_an_alert_whose_function_died_before_it_was_sent_is_sent_by_the_next_delivery(
    market: MarketDataProcessing, inject: Inject, hits: Callable[[], int]
) -> None:
    dies = {"operation": "sns.PublishBatch", "caller": "data-processor-*", "effect": "kill"}
    inject({**dies, "times": 1})
    with subscribed(market["sns_topic_arn"], market.suffix) as alerts:
        (sent,) = market.send([body("CRASH", 151)])

        notified = wait(
            lambda: _all_notified(alerts, {sent}), "the notice", seconds=PATIENCE_SECONDS
        )

    assert hits() == 1
    assert notified == {sent: 1}
    assert len(market.items("CRASH")) == 1


def _message_id(timestamp: str) -> str:
    return timestamp.rpartition("#")[2]


def _all_notified(alerts: TopicQueue, alerting: set[str]) -> Counter[str] | None:
    alerts.find(lambda _notice: False)
    notified = Counter(_message_id(notice["timestamp"]) for notice in alerts.received)
    return notified if alerting <= notified.keys() else None


def _all_kept(market: MarketDataProcessing, bad: set[str]) -> set[str] | None:
    kept = _KEPT.setdefault(market.suffix, set())
    answer = client("sqs").receive_message(QueueUrl=market["dlq_url"], MaxNumberOfMessages=10)
    kept |= {message["MessageId"] for message in answer.get("Messages", [])}
    return kept if bad <= kept else None


def _stored(market: MarketDataProcessing) -> set[str]:
    items: list[dict[str, Any]] = [
        item for number in range(SYMBOLS) for item in market.items(f"M-{number}")
    ]
    stored = Counter(_message_id(item["timestamp"]["S"]) for item in items)
    assert set(stored.values()) == {1}
    return set(stored)


_KEPT: dict[str, set[str]] = {}
